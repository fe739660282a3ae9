"""Golden values of resized position embeddings, as timm's resample_abs_pos_embed makes them (bicubic, antialias), from PyTorch.

    /usr/bin/python3 position_embedding.py ../golden/weights/position-embedding.json
"""
import json, sys
import torch
import torch.nn.functional as F

SIZES = [((4, 4), (7, 7)), ((8, 8), (5, 5)), ((14, 14), (8, 8)), ((3, 3), (6, 4)), ((5, 7), (3, 11)), ((1, 1), (2, 3)), ((6, 6), (6, 6)), ((16, 16), (2, 2))]

cases = []
generator = torch.Generator().manual_seed(7)
for source, target in SIZES:
    grid = torch.randn(source[0], source[1], 2, generator=generator, dtype=torch.float64)
    resized = F.interpolate(grid.permute(2, 0, 1)[None], size=target, mode="bicubic", antialias=True, align_corners=False)
    cases.append({"from": source, "to": target, "grid": grid.flatten().tolist(), "resized": resized[0].permute(1, 2, 0).flatten().tolist()})
with open(sys.argv[1], "w") as f:
    json.dump(cases, f)
    f.write("\n")
