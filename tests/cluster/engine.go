// SPDX-License-Identifier: Apache-2.0
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	admissionregistration "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/initializer"
	"k8s.io/apiserver/pkg/admission/plugin/policy/mutating"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizerfactory"
	"k8s.io/apiserver/pkg/util/compatibility"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/apiserver/pkg/warning"
	"k8s.io/client-go/discovery"
	dynamicfake "k8s.io/client-go/dynamic/fake"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	clientscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/openapi"
	"k8s.io/client-go/openapi/openapitest"
)

// The API server's two plugins for policies, whole, with what one or more outputs of ecrify hold. Of a cluster nothing
// is there but namespaces.
type engine struct {
	mutating   *mutating.Plugin
	validating *validating.Plugin
	interfaces admission.ObjectInterfaces
	stop       chan struct{}
}

// The schemas of the built-in types, which a real server serves itself.
type client struct{ *fake.Clientset }
type schemas struct{ discovery.DiscoveryInterfaces }

func (c client) Discovery() discovery.DiscoveryInterfaces { return schemas{c.Clientset.Discovery()} }
func (s schemas) OpenAPIV3() openapi.Client               { return openapitest.NewEmbeddedFileClient() }

// The objects of a stream of YAML, each read strictly: a field that the API doesn't know is an error.
func readObjects(text []byte) ([]runtime.Object, error) {
	strict := json.NewSerializerWithOptions(json.DefaultMetaFactory, clientscheme.Scheme, clientscheme.Scheme,
		json.SerializerOptions{Yaml: true, Strict: true})
	var objects []runtime.Object
	for documents := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text))); ; {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, err
		}
		object, _, err := strict.Decode(document, nil, nil)
		if err != nil {
			return nil, fmt.Errorf("%w in\n%s", err, document)
		}
		objects = append(objects, object)
	}
}

// What a server adds to a policy when it is created (pkg/apis/admissionregistration/v1/defaults.go of k8s.io/kubernetes).
func setDefaults(object runtime.Object) {
	everything := &metav1.LabelSelector{}
	fill := func(match *admissionregistration.MatchResources) {
		if match.NamespaceSelector == nil {
			match.NamespaceSelector = everything
		}
		if match.ObjectSelector == nil {
			match.ObjectSelector = everything
		}
		all := admissionregistration.AllScopes
		for i := range match.ResourceRules {
			match.ResourceRules[i].Scope = &all
		}
	}
	switch policy := object.(type) {
	case *admissionregistration.ValidatingAdmissionPolicy:
		fill(policy.Spec.MatchConstraints)
	case *admissionregistration.MutatingAdmissionPolicy:
		fill(policy.Spec.MatchConstraints)
	}
}

func newEngine(policies []byte, namespaces []string) (*engine, error) {
	objects, err := readObjects(policies)
	if err != nil {
		return nil, err
	}
	for _, object := range objects {
		setDefaults(object)
	}
	for _, name := range namespaces {
		labels := map[string]string{corev1.LabelMetadataName: name}
		objects = append(objects, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}})
	}
	clientset := client{fake.NewSimpleClientset(objects...)}
	factory := informers.NewSharedInformerFactory(clientset, 0)
	mapper := meta.NewDefaultRESTMapper(nil)
	mapper.Add(corev1.SchemeGroupVersion.WithKind("Pod"), meta.RESTScopeNamespace)
	e := &engine{interfaces: admission.NewObjectInterfacesFromScheme(clientscheme.Scheme), stop: make(chan struct{})}
	initialize := initializer.New(clientset, dynamicfake.NewSimpleDynamicClient(clientscheme.Scheme), factory,
		authorizerfactory.NewAlwaysAllowAuthorizer(), utilfeature.DefaultFeatureGate, compatibility.DefaultBuildEffectiveVersion(), e.stop, mapper)
	if e.mutating, err = mutating.NewPlugin(nil); err != nil {
		return nil, err
	}
	if e.validating, err = validating.NewPlugin(nil); err != nil {
		return nil, err
	}
	for _, plugin := range []admission.Interface{e.mutating, e.validating} {
		initialize.Initialize(plugin)
	}
	e.mutating.SetEnabled(true)
	if err := errors.Join(e.mutating.ValidateInitialization(), e.validating.ValidateInitialization()); err != nil {
		return nil, err
	}
	factory.Start(e.stop)
	factory.WaitForCacheSync(e.stop)
	if !e.mutating.WaitForReady() || !e.validating.WaitForReady() {
		return nil, errors.New("the plugins did not get ready")
	}
	return e, e.waitForSchemas()
}

// The mutating plugin asks for them in a routine of its own, and refuses requests until it has them.
func (e *engine) waitForSchemas() error {
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "probe", Namespace: "default"},
		Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "a", Image: "ghcr.io/a/b"}}}}
	var err error
	for i := 0; i < 100; i++ {
		if _, err = e.mutate(nil, pod.DeepCopy(), ""); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

func (e *engine) close() { close(e.stop) }

// Warnings as a client sees them.
type recorder struct{ texts []string }

func (r *recorder) AddWarning(_, text string) { r.texts = append(r.texts, text) }

func attributes(old, pod *corev1.Pod, subresource string) admission.Attributes {
	operation := admission.Create
	var options runtime.Object = &metav1.CreateOptions{}
	var before runtime.Object
	if old != nil {
		operation, options, before = admission.Update, &metav1.UpdateOptions{}, old
	}
	return admission.NewAttributesRecord(pod, before, corev1.SchemeGroupVersion.WithKind("Pod"), pod.Namespace, pod.Name,
		corev1.SchemeGroupVersion.WithResource("pods"), subresource, operation, options, false, &user.DefaultInfo{Name: "somebody"})
}

// The pod as it comes out of the mutating policies. `old` is nil for one that is created.
func (e *engine) mutate(old, pod *corev1.Pod, subresource string) (*corev1.Pod, error) {
	out := pod.DeepCopy()
	err := e.mutating.Admit(context.Background(), attributes(old, out, subresource), e.interfaces)
	return out, err
}

// What the validating policies say: an error where they deny, and warnings.
func (e *engine) validate(old, pod *corev1.Pod, subresource string) ([]string, error) {
	var warnings recorder
	ctx := warning.WithWarningRecorder(context.Background(), &warnings)
	err := e.validating.Validate(ctx, attributes(old, pod, subresource), e.interfaces)
	return warnings.texts, err
}
