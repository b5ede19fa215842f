/** The drawer's tab "Protocol". */
export function ProtocolView() {
  return null;
}
