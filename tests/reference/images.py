"""Writes tests/golden/images: small JPEG and PNG files and what Pillow reads from them (NAME.rgb: height x width x 3 bytes), and Pillow's
bilinear resize of one of them. Run from the repository root: python3 tests/reference/images.py (needs Pillow and NumPy)."""
import io
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image

OUT = pathlib.Path("tests/golden/images")


def picture(height, width):
    y, x = np.mgrid[0:height, 0:width]
    planes = [x * 255 // (width - 1), y * 255 // (height - 1), (np.sin(x / 3.0) * np.cos(y / 4.0) * 100 + 128).astype(int)]
    return np.stack(planes, -1).astype(np.uint8)


def keep(name, content):
    (OUT / name).write_bytes(content)
    expected = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
    (OUT / (name + ".rgb")).write_bytes(expected.tobytes())


def saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png(array, color_type, depth, interlaced):
    """A PNG whose rows take the five filters in turn; Adam7 where asked for. Pillow does not write interlaced files, but reads them."""
    height, width, samples = array.shape
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)] if interlaced else [(0, 0, 1, 1)]
    raw = bytearray()
    for fx, fy, sx, sy in passes:
        part = array[fy::sy, fx::sx]
        if part.shape[0] == 0 or part.shape[1] == 0:
            continue
        above = None
        for number, row in enumerate(part):
            line = row.astype(">u2").tobytes() if depth == 16 else np.packbits(
                np.unpackbits(row.astype(np.uint8).reshape(-1, 1), axis=1)[:, 8 - depth:].reshape(-1)).tobytes()
            step = max(1, samples * depth // 8)
            above = above or bytes(len(line))
            kind = number % 5
            raw.append(kind)
            for i, value in enumerate(line):
                left, up, corner = (line[i - step] if i >= step else 0), above[i], (above[i - step] if i >= step else 0)
                estimate = left + up - corner
                distance = [(abs(estimate - left), 0, left), (abs(estimate - up), 1, up), (abs(estimate - corner), 2, corner)]
                guess = [0, left, up, (left + up) // 2, min(distance)[2]][kind]
                raw.append((value - guess) % 256)
            above = line

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    palette = chunk(b"PLTE", bytes(range(0, 3 * 16))) if color_type == 3 else b""
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, int(interlaced)))
            + palette + chunk(b"IDAT", zlib.compress(bytes(raw))) + chunk(b"IEND", b""))


OUT.mkdir(parents=True, exist_ok=True)
colors = picture(19, 27)
image = Image.fromarray(colors)
keep("420.jpg", saved(image, "JPEG", quality=85))
keep("444.jpg", saved(image, "JPEG", quality=95, subsampling=0))
keep("progressive.jpg", saved(image, "JPEG", quality=80, progressive=True))
keep("grey.jpg", saved(image.convert("L"), "JPEG"))
(OUT / "cmyk.jpg").write_bytes(saved(image.convert("CMYK"), "JPEG"))
keep("pillow.png", saved(image, "PNG"))
keep("64.png", saved(Image.fromarray(picture(64, 64)), "PNG"))
keep("64.jpg", saved(Image.fromarray(picture(64, 64)), "JPEG", quality=60))
keep("pillow-palette.png", saved(image.quantize(20), "PNG"))
for interlaced in (False, True):
    suffix = "-adam7.png" if interlaced else ".png"
    keep("rgb8" + suffix, png(colors, 2, 8, interlaced))
    keep("rgba8" + suffix, png(np.concatenate([colors, colors[..., :1]], -1), 6, 8, interlaced))
    keep("grey-alpha8" + suffix, png(colors[..., :2], 4, 8, interlaced))
    keep("palette4" + suffix, png(colors[..., :1] // 16, 3, 4, interlaced))
    for depth in (1, 2, 4):
        keep(f"grey{depth}" + suffix, png(colors[..., :1] >> (8 - depth), 0, depth, interlaced))
keep("rgb16.png", png(colors.astype(int) * 257 // 2 + 77, 2, 16, False))
for height, width in ((7, 9), (32, 32), (19, 5), (40, 27)):
    resized = np.asarray(image.resize((width, height), Image.BILINEAR))
    (OUT / f"resized-{height}x{width}.rgb").write_bytes(resized.tobytes())
