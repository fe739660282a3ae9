"""Writes tests/golden/svhn: tiny files in SVHN's format 2 as SciPy saves them (the training file compressed, the test file not), and the same images as
height x width x 3 bytes (train.rgb). Run from the repository root: python3 tests/reference/svhn.py (needs SciPy and NumPy)."""
import pathlib

import numpy as np
from scipy.io import savemat

OUT = pathlib.Path("tests/golden/svhn")
OUT.mkdir(parents=True, exist_ok=True)
y, x = np.mgrid[0:32, 0:32]
images = np.stack([np.stack([(x * 7 + i * 40) % 256, (y * 8 + i * 10) % 256, (x * y // 4) % 256], -1) for i in range(4)], -1).astype(np.uint8)
savemat(OUT / "train_32x32.mat", {"X": images, "y": np.array([[1], [10], [9], [5]], np.uint8), "other": np.arange(3.0)}, do_compression=True)
savemat(OUT / "test_32x32.mat", {"X": images[..., :2], "y": np.array([[10.0], [3.0]])}, do_compression=False)
savemat(OUT / "extra_32x32.mat", {"X": images[..., 2:3], "y": np.array([[7]], np.uint8)}, do_compression=True)
(OUT / "train.rgb").write_bytes(images.transpose(3, 0, 1, 2).tobytes())
