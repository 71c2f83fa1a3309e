#!/usr/bin/env python3
"""serve.py -- what the server bears: name, value, unit, a line each.

    bench/serve.py PROGRAM STORE [QUERY]

2,000 slow clients (a third each: headers a byte a second, bodies a byte a second, answers
hardly read) beside four honest ones; then twice as many connections as it can hold; then how
long it takes until it is as before. With wrk installed also searches a second over 32
connections: QUERY over and over, and all different (search.lua, of words that the store of
bench/store has). Linux; standard library only.
"""
import http.client
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import threading
import time

SLOW = 2000
HELD = 4096  # connections that may wait (docs/serving.md)


def show(name, value, unit):
    print(f"{name:<36} {value:>12} {unit}", flush=True)


def serve(program, store):
    server = subprocess.Popen([program, "serve", "-s", store, "--port", "0"],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in server.stdout:
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if found:
            threading.Thread(target=lambda: list(server.stdout), daemon=True).start()
            return server, int(found.group(1))
    sys.exit("serve.py: the server did not start")


def memory(server):
    status = open(f"/proc/{server.pid}/status").read()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) // 1024


def ask(port, path, times):
    started = time.perf_counter()
    try:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        link.request("GET", path)
        answer = link.getresponse()
        answer.read()
        link.close()
        status = answer.status
    except OSError:
        status = 0
    times.append((time.perf_counter() - started, status))


def honest(port, paths, seconds, clients=4):
    """The times of clients that ask one question after another."""
    times, end = [], time.time() + seconds

    def go(own):
        i = 0
        while time.time() < end:
            ask(port, paths[i % len(paths)], own)
            i += 1
    lists = [[] for _ in range(clients)]
    threads = [threading.Thread(target=go, args=(own,)) for own in lists]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for own in lists:
        times += own
    return times


def report(name, times):
    took = sorted(t for t, _ in times)
    bad = sum(status != 200 for _, status in times)
    show(f"{name}.p50", f"{took[len(took) // 2] * 1000:.1f}", "ms")
    show(f"{name}.p99", f"{took[min(len(took) - 1, len(took) * 99 // 100)] * 1000:.1f}", "ms")
    show(f"{name}.refused", bad, f"of {len(times)}")


def connect(port):
    link = socket.socket()
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    link.settimeout(5)
    link.connect(("127.0.0.1", port))
    return link


def slow_ones(port, big):
    head = f"Host: 127.0.0.1:{port}\r\n"
    starts = (f"GET /v1/items HTTP/1.1\r\n{head}X-Slow: ",
              f"POST /v1/add?file=a.html HTTP/1.1\r\n{head}Origin: http://127.0.0.1:{port}\r\n"
              "Dateline-Request: add\r\nContent-Type: application/octet-stream\r\n"
              "Content-Length: 100000\r\n\r\n<p>",
              f"GET {big} HTTP/1.1\r\n{head}\r\n")
    links = []
    for i in range(SLOW):
        try:
            link = connect(port)
            link.sendall(starts[i % 3].encode())
            link.setblocking(False)
            links.append((link, i % 3))
        except OSError:
            pass
    return links


def drip(links, stop):
    while not stop.wait(1):
        for link, kind in links:
            try:
                if kind < 2:
                    link.send(b"a")
                else:
                    link.recv(1)
            except OSError:
                pass


def wrk(name, args):
    said = subprocess.run(["wrk", "-t", "2", "-c", "32", "-d", "10s", "--latency"] + args,
                          capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    p99 = re.search(r"99%\s+(\S+)", said)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    show(name, rate.group(1) if rate else 0, "1/s, 32 connections")
    show(f"{name}.p99", p99.group(1) if p99 else "?", "")
    show(f"{name}.refused", bad.group(1) if bad else 0, "answers")


def main():
    program, store = sys.argv[1:3]
    query = sys.argv[3] if len(sys.argv) > 3 else "market"
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    server, port = serve(program, store)
    paths = [f"/v1/search?q={query}&limit=20", "/v1/digest", "/v1/items?limit=20", "/"]
    big = "/v1/items?limit=1000&format=json"
    try:
        report("serve.honest", honest(port, paths, 5))
        if shutil.which("wrk"):
            address = f"http://127.0.0.1:{port}"
            lua = os.path.join(os.path.dirname(os.path.abspath(__file__)), "search.lua")
            wrk("serve.searches", [f"{address}/v1/search?q={query}&limit=20"])
            wrk("serve.searches.different", ["-s", lua, address])
        before = memory(server)
        links = slow_ones(port, big)
        stop = threading.Event()
        dripper = threading.Thread(target=drip, args=(links, stop))
        dripper.start()
        time.sleep(1)
        report("serve.beside-slow", honest(port, paths, 10))
        show("serve.beside-slow.memory", memory(server), f"MB, {before} before")
        stop.set()
        dripper.join()
        for link, _ in links:
            link.close()

        crowd, refused = [], 0
        for _ in range(2 * HELD):
            try:
                link = connect(port)
                link.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1:")
                crowd.append(link)
            except OSError:
                refused += 1
        times = honest(port, paths, 5)
        show("serve.crowd", len(crowd), "connections taken")
        report("serve.crowd", times)
        show("serve.crowd.memory", memory(server), "MB")
        told = 0
        for link in crowd:
            try:
                link.setblocking(False)
                told += b" 503 " in link.recv(100)
            except OSError:
                pass
        show("serve.crowd.told-503", told, "connections")
        for link in crowd:
            link.close()
        started = time.time()
        while True:
            one = []
            ask(port, paths[0], one)
            if one[0][1] == 200 and one[0][0] < 0.1:
                break
        show("serve.recovered", f"{time.time() - started:.2f}", "s")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
