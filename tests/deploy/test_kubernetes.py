"""The manifests: each overlay as it would be applied, checked against the published schemas."""

import copy
from pathlib import Path
from typing import Any

import jsonpatch
import kubernetes_validate
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2] / "deploy" / "kubernetes"
OVERLAYS = sorted(file.parent for file in ROOT.glob("overlays/*/kustomization.yaml"))
# The oldest version that sleeps before a stop without a shell, and the newest.
VERSIONS = ["1.30", "1.37"]
KINDS = {
    "ServiceAccount",
    "Deployment",
    "Service",
    "Ingress",
    "HorizontalPodAutoscaler",
    "PodDisruptionBudget",
    "NetworkPolicy",
}
# What `built` below understands; anything else in a kustomization would go untested.
UNDERSTOOD = {"apiVersion", "kind", "namespace", "resources", "labels", "images", "patches"}


def read(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def built(folder: Path) -> list[dict[str, Any]]:
    """What `kubectl kustomize FOLDER` prints, for the few words that our kustomizations use."""
    wanted = read(folder / "kustomization.yaml")
    assert set(wanted) <= UNDERSTOOD
    resources: list[dict[str, Any]] = []
    for name in wanted["resources"]:
        path = (folder / name).resolve()
        resources += built(path) if path.is_dir() else [read(path)]
    for labels in wanted.get("labels", []):
        for resource in resources:
            label(resource, labels["pairs"])
    for patch in wanted.get("patches", []):
        at = next(i for i, item in enumerate(resources) if item["kind"] == patch["target"]["kind"])
        assert resources[at]["metadata"]["name"] == patch["target"]["name"]
        resources[at] = jsonpatch.apply_patch(resources[at], read(folder / patch["path"]))
    for resource in resources:
        if "namespace" in wanted:
            resource["metadata"]["namespace"] = wanted["namespace"]
        for image in wanted.get("images", []):
            for container in containers(resource):
                if container["image"] == image["name"]:
                    container["image"] = f"{image['newName']}:{image['newTag']}"
    return resources


def label(resource: dict[str, Any], pairs: dict[str, str]) -> None:
    """Labels on a resource and, as includeSelectors says, on what it selects."""
    resource["metadata"].setdefault("labels", {}).update(pairs)
    spec = resource.get("spec", {})
    if resource["kind"] == "Deployment":
        spec.setdefault("selector", {}).setdefault("matchLabels", {}).update(pairs)
        spec["template"]["metadata"].setdefault("labels", {}).update(pairs)
    elif resource["kind"] == "Service":
        spec.setdefault("selector", {}).update(pairs)


def containers(resource: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        resource["spec"]["template"]["spec"]["containers"] if "template" in resource.get("spec", {}) else []
    )
    return found


def one(folder: Path, kind: str) -> dict[str, Any]:
    return next(item for item in built(folder) if item["kind"] == kind)


def test_there_are_overlays() -> None:
    assert [folder.name for folder in OVERLAYS] == ["rush", "small"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("folder", OVERLAYS, ids=lambda folder: folder.name)
def test_every_resource_is_as_published(folder: Path, version: str) -> None:
    resources = built(folder)
    assert {resource["kind"] for resource in resources} == KINDS
    for resource in resources:
        kubernetes_validate.validate(resource, version, strict=True)


def test_a_misspelt_field_is_noticed() -> None:
    broken = copy.deepcopy(one(OVERLAYS[0], "Deployment"))
    broken["spec"]["template"]["spec"]["containers"][0]["readynessProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, VERSIONS[-1], strict=True)


@pytest.mark.parametrize("folder", OVERLAYS, ids=lambda folder: folder.name)
def test_parts_find_each_other(folder: Path) -> None:
    pod = one(folder, "Deployment")["spec"]["template"]
    labels = pod["metadata"]["labels"].items()
    container = pod["spec"]["containers"][0]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    service = one(folder, "Service")
    assert service["spec"]["selector"].items() <= labels
    assert service["spec"]["ports"][0]["targetPort"] in ports
    for kind, name in (("PodDisruptionBudget", "selector"), ("NetworkPolicy", "podSelector")):
        assert one(folder, kind)["spec"][name]["matchLabels"].items() <= labels
    assert one(folder, "NetworkPolicy")["spec"]["ingress"][0]["ports"][0]["port"] in ports.values()
    rule = one(folder, "Ingress")["spec"]
    backend = rule["rules"][0]["http"]["paths"][0]["backend"]["service"]
    assert (backend["name"], backend["port"]["name"]) == ("ties", service["spec"]["ports"][0]["name"])
    # One name in three places.
    public = next(item["value"] for item in container["env"] if item["name"] == "CCT_PUBLIC_URL")
    assert public == f"https://{rule['rules'][0]['host']}" == f"https://{rule['tls'][0]['hosts'][0]}"
    scaled = one(folder, "HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]
    assert (scaled["kind"], scaled["name"]) == ("Deployment", one(folder, "Deployment")["metadata"]["name"])


@pytest.mark.parametrize("folder", OVERLAYS, ids=lambda folder: folder.name)
def test_a_pod_may_little(folder: Path) -> None:
    pod = one(folder, "Deployment")["spec"]["template"]["spec"]
    container = pod["containers"][0]
    assert pod["securityContext"]["runAsNonRoot"]
    assert not pod["automountServiceAccountToken"]
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert container["resources"]["limits"].keys() == {"cpu", "memory"}
    assert one(folder, "NetworkPolicy")["spec"]["egress"] == []
    assert container["image"].rpartition(":")[2] not in ("", "latest")


@pytest.mark.parametrize("folder", OVERLAYS, ids=lambda folder: folder.name)
def test_a_visitor_stays_and_a_socket_is_not_cut(folder: Path) -> None:
    notes = one(folder, "Ingress")["metadata"]["annotations"]
    said = {name.rpartition("/")[2]: value for name, value in notes.items()}
    assert (said["affinity"], said["session-cookie-name"]) == ("cookie", "cct_visitor")
    assert min(int(said["proxy-read-timeout"]), int(said["proxy-send-timeout"])) > 20
    deployment = one(folder, "Deployment")["spec"]
    assert deployment["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    sleeps = deployment["template"]["spec"]["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert deployment["template"]["spec"]["terminationGracePeriodSeconds"] > sleeps
