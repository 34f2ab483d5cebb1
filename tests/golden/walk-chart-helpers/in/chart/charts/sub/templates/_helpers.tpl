{{- define "app.image" -}}
{{- default "ghcr.io/org/app:v1" .Values.image -}}
{{- end -}}
