import { setLook, useView, type Density, type Motion, type Theme } from "#session/view-store.ts";
import { Icon, type IconName } from "#ui/icons.tsx";
import { Menu, type MenuItem } from "#ui/Menu.tsx";

const THEMES: readonly (readonly [Theme, string, IconName])[] = [
  ["light", "Light", "sun"],
  ["dark", "Dark", "moon"],
  ["system", "As the system", "system"],
];
const DENSITIES: readonly (readonly [Density, string])[] = [
  ["comfortable", "Comfortable"],
  ["compact", "Compact"],
];
const MOTIONS: readonly (readonly [Motion, string])[] = [
  ["system", "As the system"],
  ["full", "Full"],
  ["less", "Less: counts instead of dots"],
];

/** Theme, density, motion and minimap: how the app looks, remembered on this device. */
export function ViewMenu() {
  const { theme, density, motion, minimap } = useView();
  const items: readonly MenuItem[] = [
    ...THEMES.map(([id, label], at) => ({
      id: `theme-${id}`,
      label,
      checked: id === theme,
      onSelect: () => setLook({ theme: id }),
      ...(at === 0 ? { heading: "Theme" } : {}),
    })),
    ...DENSITIES.map(([id, label], at) => ({
      id: `density-${id}`,
      label,
      checked: id === density,
      onSelect: () => setLook({ density: id }),
      ...(at === 0 ? { heading: "Density", startsGroup: true } : {}),
    })),
    ...MOTIONS.map(([id, label], at) => ({
      id: `motion-${id}`,
      label,
      checked: id === motion,
      onSelect: () => setLook({ motion: id }),
      ...(at === 0 ? { heading: "Motion", startsGroup: true } : {}),
    })),
    {
      id: "minimap",
      label: "Minimap",
      checked: minimap,
      toggles: true,
      startsGroup: true,
      onSelect: () => setLook({ minimap: !minimap }),
    },
  ];
  return (
    <Menu label="View" iconOnly look="quiet" align="end" items={items}>
      <Icon name={THEMES.find(([id]) => id === theme)?.[2] ?? "system"} />
    </Menu>
  );
}
