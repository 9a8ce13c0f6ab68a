"""Names that Kubernetes has and the simulator keeps without interpreting them, so that a typing error can be told from them.

Field names are those of k8s.io/api for Kubernetes 1.24 to 1.37 (staging/src/k8s.io/api/*/types.go), by the struct of `objects`.
"""

from __future__ import annotations

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CONDITION = _words("lastProbeTime lastTransitionTime lastUpdateTime lastHeartbeatTime observedGeneration")

UNINTERPRETED: Mapping[str, frozenset[str]] = {
    "ObjectMeta": _words("selfLink resourceVersion generation finalizers managedFields clusterName"),
    "Condition": CONDITION,
    "ServiceSpec": _words("topologyKeys ipFamily"),
    "PodSpec": _words(
        """volumes ephemeralContainers activeDeadlineSeconds serviceAccountName serviceAccount automountServiceAccountToken hostPID
        hostIPC hostUsers shareProcessNamespace securityContext imagePullSecrets affinity schedulerName tolerations hostAliases
        priorityClassName priority runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints
        setHostnameAsFQDN os schedulingGates resourceClaims resources hostnameOverride workloadRef schedulingGroup"""
    ),
    "Container": _words(
        """command args workingDir envFrom env resources resizePolicy volumeMounts volumeDevices lifecycle terminationMessagePath
        terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty restartPolicyRules"""
    ),
    "PodStatus": _words(
        """message reason nominatedNodeName hostIPs startTime initContainerStatuses containerStatuses qosClass
        ephemeralContainerStatuses resize resourceClaimStatuses observedGeneration extendedResourceClaimStatus allocatedResources resources
        nodeAllocatableResourceClaimStatuses"""
    ),
    "NodeSpec": _words("providerID taints configSource externalID"),
    "NodeStatus": _words(
        """capacity allocatable phase daemonEndpoints nodeInfo images volumesInUse volumesAttached config runtimeHandlers features
        declaredFeatures"""
    ),
    "Namespace": _words("spec status"),
    "Service": frozenset(),
    "StatefulSetSpec": _words("volumeClaimTemplates persistentVolumeClaimRetentionPolicy"),
    "DeploymentSpec": _words("rollbackTo"),
    "ObjectReference": _words("resourceVersion fieldPath"),
    "Endpoint": _words("deprecatedTopology"),
    "IngressTLS": frozenset(),
    "NetworkPolicy": _words("status"),
}

KNOWN_KINDS = _words(
    """Binding ComponentStatus ConfigMap Event LimitRange PersistentVolume PersistentVolumeClaim PodTemplate ReplicationController
    ResourceQuota Secret ServiceAccount MutatingWebhookConfiguration ValidatingWebhookConfiguration ValidatingAdmissionPolicy
    ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy MutatingAdmissionPolicyBinding CustomResourceDefinition APIService
    ControllerRevision HorizontalPodAutoscaler CronJob Job CertificateSigningRequest Lease FlowSchema PriorityLevelConfiguration
    IPAddress ServiceCIDR RuntimeClass PodDisruptionBudget ClusterRole ClusterRoleBinding Role RoleBinding PriorityClass CSIDriver
    CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass DeviceClass ResourceClaim ResourceClaimTemplate
    ResourceSlice PodSecurityPolicy"""
)
