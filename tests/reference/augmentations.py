"""Writes tests/golden/augmentations: what torchvision (0.14, Debian's python3-torchvision) makes of two pictures by every operation of AutoAugment and
RandAugment on Pillow images, and its policies and magnitudes. Run from the repository root: python3 tests/reference/augmentations.py"""
import pathlib

import numpy as np
from PIL import Image
from torchvision.transforms import InterpolationMode
from torchvision.transforms.autoaugment import AutoAugment, AutoAugmentPolicy, RandAugment, _apply_op

OUT = pathlib.Path("tests/golden/augmentations")
OUT.mkdir(parents=True, exist_ok=True)


def picture(height, width, seed):
    """Smooth shapes with noise, so that histograms are neither flat nor empty at the ends."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = [90 + 60 * np.sin(x / 5 + k) + 40 * np.cos(y / 4 - k) + random.normal(0, 8, (height, width)) for k in range(3)]
    return np.clip(np.stack(planes, -1), 12, 243).astype(np.uint8)


CASES = [("Identity", [0]), ("Invert", [0]), ("AutoContrast", [0]), ("Equalize", [0]), ("Posterize", [8, 6, 4]), ("Solarize", [255, 141.7, 28.3, 0]),
         ("ShearX", [0.1333, -0.3]), ("ShearY", [0.2333, -0.0667]), ("TranslateX", [14.5, -6.4]), ("TranslateY", [4.8, -14.5]),
         ("Rotate", [30, -6.6667, 0, 23.3333]), ("Brightness", [0.7, -0.9, 0]), ("Color", [0.9, -0.4, 0]), ("Contrast", [0.6, -0.8]), ("Sharpness", [0.9, -0.9, 0.1])]
lines, content = [], []
for height, width, seed in ((32, 32, 1), (24, 40, 2), (64, 64, 3)):
    source = picture(height, width, seed)
    lines.append(f"{height} {width} Source 0")
    content.append(source.tobytes())
    for name, magnitudes in CASES:
        for magnitude in magnitudes:
            result = _apply_op(Image.fromarray(source), name, float(magnitude), InterpolationMode.NEAREST, None)
            lines.append(f"{height} {width} {name} {magnitude}")
            content.append(np.asarray(result).tobytes())
flat = np.full((8, 8, 3), 77, np.uint8)
lines.append("8 8 Source 0")
content.append(flat.tobytes())
for name in ("AutoContrast", "Equalize", "Contrast"):
    lines.append(f"8 8 {name} 0.5")
    content.append(np.asarray(_apply_op(Image.fromarray(flat), name, 0.5, InterpolationMode.NEAREST, None)).tobytes())
(OUT / "operations.txt").write_text("\n".join(lines) + "\n")
(OUT / "operations.rgb").write_bytes(b"".join(content))

lines = []
for policy in AutoAugmentPolicy:
    transform = AutoAugment(policy)
    space = transform._augmentation_space(10, (32, 48))
    for number, pair in enumerate(transform.policies):
        for which, (name, probability, level) in enumerate(pair):
            magnitude, signed = space[name]
            value = 0.0 if level is None else magnitude[level].item()
            lines.append(f"{policy.value} {number} {which} {name} {probability} {value:.6f} {int(signed)}")
transform = RandAugment()
for name, (magnitude, signed) in transform._augmentation_space(31, (32, 48)).items():
    for level in range(0, 31):
        value = magnitude[level].item() if magnitude.ndim > 0 else 0.0
        lines.append(f"rand {level} 0 {name} 1 {value:.6f} {int(signed)}")
(OUT / "policies.txt").write_text("\n".join(lines) + "\n")
