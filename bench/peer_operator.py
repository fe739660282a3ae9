"""The large-kernel operator alone in PyTorch, forward and both gradients: one JSON line with seconds.

    /usr/bin/python3 bench/peer_operator.py H BATCH WIDTH --view conv|toeplitz|fft [--threads N]
"""
import argparse, json, os, sys, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "reference"))
import torch
from lkca_torch import DEFAULTS, Lkca


def main():
    a = argparse.ArgumentParser()
    a.add_argument("h", type=int)
    a.add_argument("batch", type=int)
    a.add_argument("width", type=int)
    a.add_argument("--view", choices=["conv", "toeplitz", "fft"], required=True)
    a.add_argument("--threads", type=int, default=torch.get_num_threads())
    o = a.parse_args()
    torch.set_num_threads(o.threads)
    torch.manual_seed(1)
    mixer = Lkca({**DEFAULTS, "width": o.width}, o.h, o.h, o.view)
    torch.nn.init.normal_(mixer.kernel)
    values = torch.randn(o.batch, o.h * o.h, o.width, requires_grad=True)
    gradient = torch.randn(o.batch, o.h * o.h, o.width)

    def step():
        values.grad = mixer.kernel.grad = None
        mixer.operator(values).backward(gradient)

    times, begin = [], time.perf_counter()
    step()
    while len(times) < 3 or (len(times) < 200 and time.perf_counter() - begin < 2):
        t = time.perf_counter()
        step()
        times.append(time.perf_counter() - t)
    print(json.dumps({"h": o.h, "batch": o.batch, "view": o.view, "threads": o.threads, "seconds": sorted(times)[len(times) // 2]}))


if __name__ == "__main__":
    main()
