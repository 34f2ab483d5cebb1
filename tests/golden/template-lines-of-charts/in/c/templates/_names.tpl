{{/* Inputs: name, image */}}
{{/* https://example.com/image */}}
{{- define "c.target" }}image.{{ .name | default "default" }}.input{{- end }}
