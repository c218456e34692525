# SPDX-License-Identifier: MIT
"""Compose files: `docker compose` and docker-compose 1.29 read the same in them."""

import yaml

# What says how a service runs; of the rest each writes in a form of its own.
KEYS = ("image", "environment", "user", "read_only", "cap_drop", "profiles")


def _read(compose, file, profiles):
    options = [word for name in profiles for word in ("--profile", name)]
    done = compose("--file", file, *options, "config")
    model = yaml.safe_load(done.stdout) if done.returncode == 0 else {}
    services = {name: {key: service.get(key) for key in KEYS}
                for name, service in model.get("services", {}).items()}
    for name, service in services.items():
        waited = model["services"][name].get("depends_on") or {}
        service["depends_on"] = {
            other: how["condition"] for other, how in waited.items()}
        service["volumes"] = sorted(
            volume["target"] if isinstance(volume, dict)
            else volume.split(":")[1]
            for volume in model["services"][name].get("volumes") or ())
    return (done.returncode, done.stderr), services


def check(engine, report, top):
    for file in sorted((top / "docker").glob("compose*.yaml")):
        services = yaml.safe_load(file.read_text())["services"]
        profiles = sorted({name for service in services.values()
                           for name in service.get("profiles", ())})
        said, new = _read(engine.compose, file, profiles)
        report.equal(f"docker compose reads {file.name} and has no complaint",
                     said, (0, ""))
        report.equal("and has all of its services", set(new), set(services))
        said, old = _read(engine.old_compose, file, profiles)
        report.equal("so does docker-compose 1.29", said, (0, ""))
        report.equal("and means the same", old, new)
