// SPDX-License-Identifier: Apache-2.0
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	admissionregistration "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/admission"
	plugincel "k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/mutating/patch"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

// The expressions of a policy, compiled one by one, which tells what the plugins don't: the cost of an evaluation, and
// whether a server of an older version would take them.
type expressions struct {
	compiler   *plugincel.CompositedCompiler
	mutation   plugincel.MutatingEvaluator
	validation plugincel.ConditionEvaluator
}

func compile(policy []byte, of *version.Version, mode environment.Type) (expressions, error) {
	var e expressions
	objects, err := readObjects(policy)
	if err != nil {
		return e, err
	}
	options := plugincel.OptionalVariableDeclarations{HasAuthorizer: true}
	compiler, err := plugincel.NewCompositedCompiler(environment.MustBaseEnvSet(of))
	if err != nil {
		return e, err
	}
	e.compiler = compiler
	var failures []error
	store := func(variables []admissionregistration.Variable) {
		for _, v := range variables {
			result := compiler.CompileAndStoreVariable(&validating.Variable{Name: v.Name, Expression: v.Expression}, options, mode)
			if result.Error != nil {
				failures = append(failures, fmt.Errorf("%s: %w", v.Name, result.Error))
			}
		}
	}
	switch policy := objects[0].(type) {
	case *admissionregistration.MutatingAdmissionPolicy:
		store(policy.Spec.Variables)
		options.HasPatchTypes = true
		e.mutation = compiler.CompileMutatingEvaluator(&patch.JSONPatchCondition{Expression: policy.Spec.Mutations[0].JSONPatch.Expression}, options, mode)
		failures = append(failures, e.mutation.CompilationErrors()...)
	case *admissionregistration.ValidatingAdmissionPolicy:
		store(policy.Spec.Variables)
		condition := &validating.ValidationCondition{Expression: policy.Spec.Validations[0].Expression}
		message := &validating.MessageExpressionCondition{MessageExpression: policy.Spec.Validations[0].MessageExpression}
		e.validation = compiler.CompileCondition([]plugincel.ExpressionAccessor{condition, message}, options, mode)
		failures = append(failures, e.validation.CompilationErrors()...)
	}
	return e, errors.Join(failures...)
}

// Of one evaluation, of a budget of celconfig.RuntimeCELCostBudget.
func (e expressions) cost(q request) (int64, error) {
	attr := attributes(q.old, q.pod, q.subresource)
	kind := corev1.SchemeGroupVersion.WithKind("Pod")
	versioned := &admission.VersionedAttributes{Attributes: attr, VersionedKind: kind}
	versioned.VersionedObject.Set(q.pod)
	if q.old != nil {
		versioned.VersionedOldObject.Set(q.old)
	}
	asked := plugincel.CreateAdmissionRequest(attr, metav1.GroupVersionResource(attr.GetResource()), metav1.GroupVersionKind(kind))
	const budget = celconfig.RuntimeCELCostBudget
	if e.mutation != nil {
		result, remaining, err := e.mutation.ForInput(e.compiler.CreateContext(context.Background()), versioned, asked, plugincel.OptionalVariableBindings{}, nil, budget)
		return budget - remaining, errors.Join(err, result.Error)
	}
	results, remaining, err := e.validation.ForInput(context.Background(), versioned, asked, plugincel.OptionalVariableBindings{}, nil, budget)
	for _, result := range results {
		err = errors.Join(err, result.Error)
	}
	return budget - remaining, err
}

// A pod whose images all have a rule of their own.
func large(containers, rules int) *corev1.Pod {
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "large", Namespace: "default"}}
	for i := 0; i < containers; i++ {
		image := fmt.Sprintf("ghcr.io/organisation-%d/component/service-%d:v1.2.3@sha256:%s", i%rules, i, hex)
		pod.Spec.Containers = append(pod.Spec.Containers, corev1.Container{Name: fmt.Sprintf("container-%d", i), Image: image})
	}
	return pod
}

func manyRules(count int) string {
	var text strings.Builder
	text.WriteString(head + registry + "rules:\n  - {from: ghcr.io, prefix: ghcr}\n")
	for i := 1; i < count; i++ {
		fmt.Fprintf(&text, "  - {from: ghcr.io/organisation-%d, prefix: ghcr-%d}\n", i, i)
	}
	return text.String()
}

func writeConfiguration(folder, text string) error {
	return os.WriteFile(filepath.Join(folder, ".ecrify.yaml"), []byte(text), 0o600)
}

// Cost and time of one request.
func measure(p program, mode string, rules, containers int) error {
	if err := writeConfiguration(p.folder, manyRules(rules)); err != nil {
		return err
	}
	policy, refusal, err := p.policy(mode, nil)
	if err != nil || refusal != "" {
		return errors.Join(err, errors.New(refusal))
	}
	e, err := compile(policy, environment.DefaultCompatibilityVersion(), environment.StoredExpressions)
	if err != nil {
		return err
	}
	q := request{nil, large(containers, rules), ""}
	created, err := e.cost(q)
	if err != nil {
		return err
	}
	label := q.pod.DeepCopy()
	label.Labels = map[string]string{"new": "label"}
	updated, err := e.cost(request{q.pod, label, ""})
	if err != nil {
		return err
	}
	server, err := newEngine(policy, namespaces)
	if err != nil {
		return err
	}
	defer server.close()
	const rounds = 100
	begin := time.Now()
	for i := 0; i < rounds; i++ {
		if mode == "mutate" {
			_, err = server.mutate(nil, q.pod, "")
		} else {
			_, err = server.validate(nil, q.pod, "")
		}
	}
	fmt.Printf("%s, %d rules, %d containers: %d bytes, cost %d when created, %d for a label, of %d; %.2f ms\n", mode, rules, containers, len(policy),
		created, updated, celconfig.RuntimeCELCostBudget, float64(time.Since(begin).Microseconds())/1000/rounds)
	return nil
}

// Which servers take the policies: the gate since 1.30, the rewrite since 1.34.
func compileForOlder(p program) error {
	if err := writeConfiguration(p.folder, manyRules(3)+"  - {from: docker.io, prefix: hub, aliases: [mirror.gcr.io]}\n"); err != nil {
		return err
	}
	for _, one := range []struct {
		mode  string
		minor uint
	}{{"deny", 29}, {"mutate", 33}} { // a server takes what its predecessor knows
		policy, refusal, err := p.policy(one.mode, nil)
		if err != nil || refusal != "" {
			return errors.Join(err, errors.New(refusal))
		}
		if _, err := compile(policy, version.MajorMinor(1, one.minor), environment.NewExpressions); err != nil {
			return fmt.Errorf("%s in a server of version 1.%d: %w", one.mode, one.minor+1, err)
		}
	}
	return nil
}

// For docs/cluster.md: what a policy costs, and how many rules it holds.
func measureAll(p program) error {
	for _, mode := range []string{"mutate", "deny"} {
		for _, size := range []struct{ rules, containers int }{{1, 1}, {50, 20}, {1000, 20}, {50, 100}, {50, 500}} {
			if err := measure(p, mode, size.rules, size.containers); err != nil {
				return fmt.Errorf("%s, %d rules, %d containers: %w", mode, size.rules, size.containers, err)
			}
		}
	}
	return nil
}
