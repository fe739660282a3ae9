"""What a user of PyTorch does before the first logits stand: import, build the model, load its weights, run one image.

    /usr/bin/python3 bench/peer_first_logits.py CONFIG.json IN.safetensors
"""
import json, os, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "reference"))
import torch
from lkca_torch import Model, load

with open(sys.argv[1]) as f:
    model = Model(json.load(f))
tensors = load(sys.argv[2])
model.load_state_dict({name: tensors[name] for name, _ in model.named_parameters()})
with torch.no_grad():
    print(model(tensors["input"])[0, 0].item())
