// SPDX-License-Identifier: Apache-2.0
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"regexp"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var namespaces = []string{"default", "prod", "kube-system", "team-a"}

// A request: the pod that is sent, and what it was before; nil for one that is created.
type request struct {
	old, pod    *corev1.Pod
	subresource string
}

const hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

var (
	repositories = []string{"/app", "/org/app", "/org/team/app", "/org/internal/tool", "/org/platform/gateway", "/organisation/app", "/library/nginx", "/nginx",
		"/bitnami/redis", "/a/b/c/d/e", "/own/x", "/x", "", "/", "/a//b", "/Org/App", "/a__b/c--d", "/a..b", "/-a", "/a_", "/" + hex[:20] + "/x",
		"/" + strings.Repeat("a", 235), "/" + strings.Repeat("a", 240), "/" + strings.Repeat("ab/", 80) + "a", "/" + strings.Repeat("a", 247), "/" + strings.Repeat("a", 248),
		"/" + strings.Repeat("a", 255), "/" + strings.Repeat("a", 256), "/org/" + strings.Repeat("b", 246), "/org/ä"}
	tails = []string{"", "", ":v1", ":v1", ":v1.2.3-rc_1", ":latest", ":" + strings.Repeat("t", 128), ":" + strings.Repeat("t", 129), ":", ":-x", ":v 1", ":v1\n", "\n", ":v1:v2",
		"@sha256:" + hex, ":v1@sha256:" + hex, "@sha256:" + hex[:63], "@sha256:" + strings.ToUpper(hex), "@sha512:" + hex + hex, "@sha384:" + hex + hex[:32],
		"@md5:" + hex[:32], "@", ":v1@", "@sha256:" + hex + "\r\n", ":Ü"}
	elsewhere = []string{"ghcr.io", "GHCR.IO", "ghcr.io.evil.com", "my.ghcr.io", "ghcr.io:443", "ghcr.io:5000", "quay.io", "gcr.io", "docker.io", "Docker.IO",
		"index.docker.io", "registry-1.docker.io", "registry.hub.docker.com", "localhost:5000", "localhost", "LOCALHOST", "registry.example.com:5000", "[::1]:5000", "[::1]",
		"602401143452.dkr.ecr.us-west-2.amazonaws.com", "123456789012.dkr.ecr.ca-central-1.amazonaws.com", "123456789012.dkr.ecr-fips.ca-central-1.amazonaws.com",
		"123456789012.dkr-ecr.ca-central-1.on.aws", "public.ecr.aws", "12345.dkr.ecr.eu-west-1.amazonaws.com", "a_b.example.com", "-a.example.com", "mirror.gcr.io", "lscr.io",
		"library", "bitnami", "org", "Org", "", "harbor.example.com", "harbor.example.com/quay/team", "mirror.example.com/a/b"}
	whole = []string{"nginx", "nginx:1.27", "nginx@sha256:" + hex, "library/nginx", "bitnami/redis:7", "a/b/c", "auto", "ghcr.io", "ghcr.io:443", "docker.io", "quay.io/",
		hex, "sha256:" + hex, "sha256:" + hex[:63], "https://ghcr.io/org/app:v1", "docker://quay.io/org/app", "\"ghcr.io/org/app\"", " ghcr.io/org/app", "ghcr.io/org/app ",
		"see ghcr.io/org/app", "me@ghcr.io", "example.com/ghcr.io/org/app", "org/app:ghcr.io", "x,quay.io/y", "-ghcr.io-/x", "ghcr.io.", "Ä/b", "ä", "/nginx", ":v1", "@sha256:" + hex,
		"a b", "nginx\n", "ghcr.io\\org", "//ghcr.io/org/app", "ghcr.io:x/app", "(docker.io/x)", "quay.io/org/app.", "a/quay.io:443/b", "quay.io:443:x"}
	annotations = []string{"", "true", "false", " false\n", "not ours", "[unmapped-image]", "[unmapped-image, invalid-reference] why", "[ result-not-legal ]",
		"[foreign-ecr,near-reference]", "[digest-first-pull] x", "[bogus]", "[unmapped-image", "[]", " [unmapped-image]", "x [unmapped-image]"}
)

// A placeholder is no part of a reference in a cluster, and of one in a file: see placeholders.go.
var placeholder = regexp.MustCompile(`[$<{%]|@(?s:.*)@|:[^/]*[\[#]`)

var fromOf = regexp.MustCompile(`(?:from|target|host): "?([^",}\s]+)|aliases: \[([^\]]*)\]`)

// What the configuration speaks of, and what stands near it.
func beginnings(c configuration) []string {
	var all []string
	for _, match := range fromOf.FindAllStringSubmatch(c.text, -1) {
		for _, text := range strings.Split(match[1]+match[2], ",") {
			text = strings.Trim(text, " \"")
			if text != "" && !strings.HasPrefix(text, "[") {
				all = append(all, text, text, text, strings.ToUpper(text[:1])+text[1:], text+"x", text+".evil.com", text+":443")
			}
		}
	}
	return append(all, "ghcr.io", "123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr")
}

func image(r *rand.Rand, beginnings []string) string {
	for {
		var text string
		switch n := r.Intn(10); {
		case n < 2:
			text = pick(r, whole)
		case n < 4:
			text = pick(r, elsewhere) + pick(r, repositories) + pick(r, tails)
		case n < 8: // most are legal
			text = pick(r, beginnings) + pick(r, repositories[:11]) + pick(r, tails[:6])
		default:
			text = pick(r, beginnings) + pick(r, repositories) + pick(r, tails)
		}
		if text != "" && !placeholder.MatchString(text) {
			return text
		}
	}
}

func containers(r *rand.Rand, word string, most int, beginnings []string) []corev1.Container {
	var all []corev1.Container
	for i, count := 0, r.Intn(most+1); i < count; i++ {
		all = append(all, corev1.Container{Name: fmt.Sprintf("%s%d", word, i), Image: image(r, beginnings), Args: []string{"ghcr.io/org/args:v1"}})
	}
	return all
}

func newPod(r *rand.Rand, number int, beginnings []string) *corev1.Pod {
	pod := &corev1.Pod{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"}}
	pod.Name = fmt.Sprintf("%s-%d", pick(r, []string{"web", "legacy", "db"}), number)
	pod.Namespace = pick(r, namespaces)
	pod.Labels = map[string]string{"app": "x"}
	if r.Intn(8) == 0 {
		key := pick(r, []string{"ecrify/ignore", "ecrify/ignore", "ecrify/ignored", "example.com/image"})
		pod.Annotations = map[string]string{key: pick(r, annotations)}
	}
	if r.Intn(30) == 0 {
		pod.Labels["ecrify/ignore"] = pick(r, []string{"true", "false"})
	}
	pod.Spec.Containers = append(containers(r, "c", 2, beginnings), corev1.Container{Name: "last", Image: image(r, beginnings)})
	pod.Spec.InitContainers = containers(r, "i", 1, beginnings)
	if r.Intn(3) == 0 {
		pod.Spec.Volumes = append(pod.Spec.Volumes, corev1.Volume{Name: "empty", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}})
		for i, count := 0, r.Intn(3); i < count; i++ {
			source := corev1.VolumeSource{Image: &corev1.ImageVolumeSource{Reference: image(r, beginnings)}}
			pod.Spec.Volumes = append(pod.Spec.Volumes, corev1.Volume{Name: fmt.Sprintf("v%d", i), VolumeSource: source})
		}
	}
	return pod
}

func addEphemeral(r *rand.Rand, pod *corev1.Pod, beginnings []string) {
	common := corev1.EphemeralContainerCommon{Name: fmt.Sprintf("debug%d", len(pod.Spec.EphemeralContainers)), Image: image(r, beginnings)}
	pod.Spec.EphemeralContainers = append(pod.Spec.EphemeralContainers, corev1.EphemeralContainer{EphemeralContainerCommon: common})
}

// Creations, updates of some images, of none but a label, and new ephemeral containers.
func newRequest(r *rand.Rand, number int, beginnings []string) request {
	pod := newPod(r, number, beginnings)
	if r.Intn(20) == 0 {
		addEphemeral(r, pod, beginnings)
	}
	switch r.Intn(5) {
	case 0:
		old := pod.DeepCopy()
		pod.Labels["app"] = "y"
		return request{old, pod, ""}
	case 1:
		old := pod.DeepCopy()
		for i := range pod.Spec.Containers {
			if r.Intn(2) == 0 {
				pod.Spec.Containers[i].Image = image(r, beginnings)
			}
		}
		for i := range pod.Spec.InitContainers {
			if r.Intn(2) == 0 {
				pod.Spec.InitContainers[i].Image = image(r, beginnings)
			}
		}
		for i := range pod.Spec.Volumes {
			if source := pod.Spec.Volumes[i].Image; source != nil && r.Intn(2) == 0 {
				source.Reference = image(r, beginnings)
			}
		}
		return request{old, pod, ""}
	case 2:
		old := pod.DeepCopy()
		for i, count := 0, 1+r.Intn(2); i < count; i++ {
			addEphemeral(r, pod, beginnings)
		}
		return request{old, pod, "ephemeralcontainers"}
	}
	return request{nil, pod, ""}
}

const keptPods = "pods.jsonl"

// Pods with many images for each configuration that is written by hand, one a line. What `check` says of them is kept, so
// that the suite sees without Go where a command parts from the policies.
func writePods() error {
	all, err := written()
	if err != nil {
		return err
	}
	var lines bytes.Buffer
	for seed, c := range all {
		r := rand.New(rand.NewSource(int64(seed)))
		for i := 0; i < 4; i++ {
			pod := newPod(r, 4*seed+i, beginnings(c))
			for n := 0; n < 8; n++ {
				more := corev1.Container{Name: fmt.Sprintf("more%d", n), Image: image(r, beginnings(c))}
				pod.Spec.Containers = append(pod.Spec.Containers, more)
			}
			lines.WriteString(text(pod) + "\n")
		}
	}
	return os.WriteFile(keptPods, lines.Bytes(), 0o644)
}

func keptRequests() ([]request, error) {
	lines, err := os.ReadFile(keptPods)
	if err != nil {
		return nil, err
	}
	var all []request
	for _, line := range bytes.Split(bytes.TrimSpace(lines), []byte("\n")) {
		pod := &corev1.Pod{}
		if err := json.Unmarshal(line, pod); err != nil {
			return nil, err
		}
		all = append(all, request{nil, pod, ""})
	}
	return all, nil
}

// A place of an image, as ecrify names it, and whose it is, as policies do.
type field struct {
	path, whose string
	image       *string
}

func fields(pod *corev1.Pod) []field {
	var all []field
	for i := range pod.Spec.Containers {
		c := &pod.Spec.Containers[i]
		all = append(all, field{fmt.Sprintf("spec.containers[%d].image", i), "container " + c.Name, &c.Image})
	}
	for i := range pod.Spec.InitContainers {
		c := &pod.Spec.InitContainers[i]
		all = append(all, field{fmt.Sprintf("spec.initContainers[%d].image", i), "init container " + c.Name, &c.Image})
	}
	for i := range pod.Spec.EphemeralContainers {
		c := &pod.Spec.EphemeralContainers[i]
		all = append(all, field{fmt.Sprintf("spec.ephemeralContainers[%d].image", i), "ephemeral container " + c.Name, &c.Image})
	}
	for i := range pod.Spec.Volumes {
		if v := &pod.Spec.Volumes[i]; v.Image != nil {
			all = append(all, field{fmt.Sprintf("spec.volumes[%d].image.reference", i), "volume " + v.Name, &v.Image.Reference})
		}
	}
	return all
}

// The places whose image the pod hadn't at the same name.
func news(q request) map[string]bool {
	before := map[string]bool{}
	if q.old != nil {
		for _, f := range fields(q.old) {
			before[f.whose+" "+*f.image] = true
		}
	}
	paths := map[string]bool{}
	for _, f := range fields(q.pod) {
		paths[f.path] = !before[f.whose+" "+*f.image]
	}
	return paths
}
