module ecrify.test/flux_substitute

go 1.24.0

require github.com/fluxcd/pkg/envsubst v1.3.0
