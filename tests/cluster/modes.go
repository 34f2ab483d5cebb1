// SPDX-License-Identifier: Apache-2.0
package main

import (
	"errors"
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func podOf(image string) *corev1.Pod {
	return &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: "default"},
		Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "app", Image: image}}}}
}

func (p program) engine(mode, configuration string) (*engine, error) {
	if err := writeConfiguration(p.folder, configuration); err != nil {
		return nil, err
	}
	policy, refusal, err := p.policy(mode, nil)
	if err != nil || refusal != "" {
		return nil, errors.Join(err, errors.New(refusal))
	}
	return newEngine(policy, namespaces)
}

// A file's placeholder is filled in later. In a cluster nothing does that: the image stays, and the gate denies it where
// a rule is about what stands before it.
func tryPlaceholders(p program) error {
	rules := head + registry
	mutates, err := p.engine("mutate", rules)
	if err != nil {
		return err
	}
	defer mutates.close()
	gate, err := p.engine("deny", rules)
	if err != nil {
		return err
	}
	defer gate.close()
	for _, one := range []struct {
		image  string
		denied bool
	}{{"ghcr.io/org/app:${TAG}", true}, {"ghcr.io/$(ORG)/app:v1", true}, {"ghcr.io/org/app:%s", true}, {"ghcr.io/org/app:@TAG@", true},
		{"${REGISTRY}/org/app:v1", false}, {"quay.io/org/app:${TAG}", false}} {
		pod := podOf(one.image)
		got, err := mutates.mutate(nil, pod, "")
		if err != nil {
			return err
		}
		if image := got.Spec.Containers[0].Image; image != one.image {
			return fmt.Errorf("%s became %s", one.image, image)
		}
		if _, err := gate.validate(nil, pod, ""); (err != nil) != one.denied {
			return fmt.Errorf("%s: the gate says %v", one.image, err)
		}
	}
	return nil
}

// What each mode does with a pod that a rule is about.
func tryModes(p program) error {
	for _, mode := range []string{"warn", "audit", "deny"} {
		e, err := p.engine(mode, head+registry)
		if err != nil {
			return err
		}
		defer e.close()
		warnings, denied := e.validate(nil, podOf("ghcr.io/org/app:v1"), "")
		const should = "container app: ghcr.io/org/app:v1 should be 123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr/org/app:v1 [unmapped-image]"
		said := strings.Join(warnings, "\n")
		if denied != nil {
			said = denied.Error()
		}
		if (mode == "deny") != (denied != nil) || (mode == "audit") != (said == "") || (mode != "audit" && !strings.HasSuffix(said, should)) {
			return fmt.Errorf("--mode %s: warnings %q, error %v", mode, warnings, denied)
		}
		if warnings, denied := e.validate(nil, podOf("quay.io/org/app:v1"), ""); denied != nil || len(warnings) > 0 {
			return fmt.Errorf("--mode %s says %q, %v of an image that no rule is about", mode, warnings, denied)
		}
	}
	return nil
}
