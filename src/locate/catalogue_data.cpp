// SPDX-License-Identifier: Apache-2.0
// Kinds of databases, queues, data processing and machine learning.
#include "catalogue_rows.hpp"

namespace ecrify::locate {
namespace {

constexpr std::string_view model = "a model, fetched by the model server's storage initializer";
constexpr std::string_view modelcar = "a container or an image volume; `oci+fetch://` is an artifact";

constexpr CatalogueRow rows[] = {
    // Elastic Cloud on Kubernetes: a group for each product [schema]
    image("*.k8s.elastic.co",
          "Agent ApmServer AutoOpsAgentPolicy Beat Elasticsearch ElasticMapsServer EnterpriseSearch Kibana "
          "Logstash "
          "PackageRegistry",
          "spec.image"),

    // Stackable: one image as a whole, or where all of them are [docs]
    image("*.stackable.tech", "*", "spec.image.custom"),
    registry("*.stackable.tech", "*", "spec.image.repo"),

    // StreamNative's operators for Pulsar and Flink [schema]
    image("*.streamnative.io", "BookKeeperCluster PulsarBroker PulsarProxy ZooKeeperCluster", "spec.image"),
    image("*.streamnative.io", "ComputeFlinkDeployment", "spec.communityTemplate.spec.image"),
    registry("*.streamnative.io", "ComputeFlinkDeployment",
             "spec.template.deployment.spec.template.spec.artifact.flinkImageRegistry"),

    // Zalando's postgres-operator [schema]
    image("acid.zalan.do", "OperatorConfiguration",
          "configuration.docker_image configuration.connection_pooler.connection_pooler_image "
          "configuration.logical_backup.logical_backup_docker_image configuration.scalyr.scalyr_image "
          "configuration.sidecar_docker_images.* configuration.sidecars[].image"),
    image("acid.zalan.do", "postgresql",
          "spec.dockerImage spec.connectionPooler.dockerImage spec.sidecars[].image"),

    // NVIDIA AIStore [schema]
    image("ais.nvidia.com", "AIStore",
          "spec.nodeImage spec.initImage spec.adminClient.image spec.logSidecar.image spec.logSidecarImage"),

    // Redis Enterprise [schema]
    image("app.redislabs.com", "RedisEnterpriseCluster", "spec.sideContainersSpec[].image"),
    repository(
        "app.redislabs.com", "RedisEnterpriseCluster",
        "spec.redisEnterpriseImageSpec.repository spec.redisEnterpriseServicesRiggerImageSpec.repository "
        "spec.bootstrapperImageSpec.repository spec.usageMeter.callHomeClient.imageSpec.repository"),

    // EMQX [schema]
    image("apps.emqx.io", "EMQX",
          "spec.image spec.coreTemplate.spec.extraContainers[].image "
          "spec.replicantTemplate.spec.extraContainers[].image"),
    image("apps.emqx.io", "EmqxBroker EmqxEnterprise",
          "spec.emqxTemplate.image spec.extraContainers[].image spec.template.spec.extraContainers[].image "
          "spec.template.spec.reloaderImage"),
    registry("apps.emqx.io", "EmqxBroker EmqxEnterprise",
             "spec.emqxTemplate.registry spec.template.spec.emqxContainer.image.registry"),
    repository("apps.emqx.io", "EmqxBroker EmqxEnterprise",
               "spec.template.spec.emqxContainer.image.repository"),

    // KubeBlocks: by container [docs]
    image("apps.kubeblocks.io", "ComponentVersion", "spec.releases[].images.*"),

    // SpiceDB: baseImage has no tag [schema, docs]
    image("authzed.com", "SpiceDBCluster", "spec.baseImage spec.config.image"),

    // cass-operator [docs]
    image("cassandra.datastax.com", "CassandraDatacenter",
          "spec.serverImage spec.configBuilderImage spec.k8ssandraClientImage spec.systemLoggerImage"),

    // ClickHouse's own operator [schema]
    repository("clickhouse.com", "ClickHouseCluster KeeperCluster",
               "spec.containerTemplate.image.repository"),

    // Redpanda: Helm values as a spec [schema]
    repository(
        "cluster.redpanda.com", "Redpanda",
        "spec.clusterSpec.**.image.repository spec.clusterSpec.statefulset.initContainerImage.repository"),

    // CockroachDB [docs]
    image("crdb.cockroachlabs.com", "CrdbCluster", "spec.image.name"),

    // ArangoDB [docs]
    image("database.arangodb.com", "ArangoDeployment", "spec.image"),

    // Spotahome's redis-operator [schema]
    image("databases.spotahome.com", "RedisFailover",
          "spec.redis.image spec.redis.exporter.image spec.redis.extraContainers[].image spec.sentinel.image "
          "spec.sentinel.exporter.image spec.sentinel.extraContainers[].image"),

    // Percona's database-as-a-service operator [schema]
    image("dbaas.percona.com", "DatabaseCluster",
          "spec.databaseImage spec.backup.image spec.backup.initImage spec.loadBalancer.image "
          "spec.monitoring.pmm.image"),
    image("dbaas.percona.com", "DatabaseClusterRestore", "spec.backupSource.image"),

    // Dragonfly [schema]
    image("dragonflydb.io", "Dragonfly",
          "spec.image spec.additionalContainers[].image spec.additionalVolumes[].image.reference"),

    // Apache Druid [schema]
    image("druid.apache.org", "Druid",
          "spec.image spec.additionalContainer[].image spec.nodes.*.image "
          "spec.nodes.*.additionalContainer[].image"),

    // Apache Flink [schema]
    image("flink.apache.org", "FlinkBlueGreenDeployment", "spec.template.spec.image"),
    image("flink.apache.org", "FlinkDeployment", "spec.image"),

    // HiveMQ [schema]
    image("hivemq.com", "HiveMQCluster",
          "spec.image spec.initBusyboxImage spec.initDnsWaitImage spec.initialization[].image "
          "spec.sidecars[].image"),

    // Infinispan [docs]
    image("infinispan.org", "Infinispan", "spec.image"),

    // MinIO jobs [schema]
    image("job.min.io", "MinIOJob", "spec.mcImage"),

    // mariadb-operator [schema]
    image("k8s.mariadb.com", "ExternalMariaDB", "spec.image"),
    image("k8s.mariadb.com", "MariaDB",
          "spec.image spec.galera.agent.image spec.galera.initContainer.image spec.metrics.exporter.image "
          "spec.replication.agent.image spec.replication.initContainer.image spec.sidecarContainers[].image"),
    image("k8s.mariadb.com", "MaxScale", "spec.image spec.metrics.exporter.image"),

    // K8ssandra: registry, repository and name of an image are three fields [docs]
    image("k8ssandra.io", "K8ssandraCluster", "spec.cassandra.serverImage"),
    registry("k8ssandra.io", "K8ssandraCluster", "**.containerImage.registry **.initContainerImage.registry"),

    // Koperator [docs]
    image("kafka.banzaicloud.io", "KafkaCluster",
          "spec.clusterImage spec.brokers[].brokerConfig.image spec.brokerConfigGroups.*.image "
          "spec.cruiseControlConfig.image spec.envoyConfig.image spec.monitoringConfig.jmxImage"),

    // Strimzi [schema]
    image(
        "kafka.strimzi.io", "Kafka",
        "spec.kafka.image spec.kafka.brokerRackInitImage spec.cruiseControl.image "
        "spec.cruiseControl.tlsSidecar.image spec.entityOperator.tlsSidecar.image "
        "spec.entityOperator.topicOperator.image spec.entityOperator.userOperator.image spec.jmxTrans.image "
        "spec.kafkaExporter.image spec.zookeeper.image"),
    image("kafka.strimzi.io", "KafkaBridge KafkaConnect KafkaMirrorMaker KafkaMirrorMaker2",
          "spec.image spec.clientRackInitImage"),
    image("kafka.strimzi.io", "KafkaConnect", "spec.plugins[].artifacts[].reference"),
    none("kafka.strimzi.io", "KafkaConnect", "spec.build.output.image", "where a build pushes to"),

    // KAITO [docs]
    none("kaito.sh", "Workspace", "tuning.output.image", "where a tuned model is pushed to"),

    // Milvus [docs]
    image("milvus.io", "Milvus", "spec.components.image spec.components.*.image"),

    // MinIO [schema]
    image("minio.min.io", "Tenant", "spec.image spec.kes.image spec.additionalVolumes[].image.reference"),

    // Oracle's MySQL operator [schema]
    image("mysql.oracle.com", "InnoDBCluster", "spec.logs.collector.image spec.metrics.image"),
    registry("mysql.oracle.com", "InnoDBCluster", "spec.imageRepository"),

    // Presslabs' MySQL operator [schema]
    image("mysql.presslabs.org", "MysqlCluster", "spec.image"),

    // NiFiKop [docs]
    image("nifi.konpyutaika.com", "NifiCluster",
          "spec.clusterImage spec.nodeConfigGroups.*.image spec.nodes[].nodeConfig.image"),

    // OpenSearch [docs]
    image("opensearch.opster.io", "OpenSearchCluster",
          "spec.general.image spec.dashboards.image spec.initHelper.image"),
    image("opensearch.org", "OpenSearchCluster",
          "spec.general.image spec.dashboards.image spec.initHelper.image"),

    // Percona for PostgreSQL [schema]
    image("pg.percona.com", "PerconaPGCluster",
          "spec.image spec.backups.pgbackrest.image spec.instances[].sidecars[].image spec.pmm.image "
          "spec.proxy.pgBouncer.image spec.proxy.pgBouncer.sidecars[].image"),
    image("pg.percona.com", "PostgresCluster",
          "spec.image spec.backups.pgbackrest.image spec.monitoring.pgmonitor.exporter.image "
          "spec.proxy.pgBouncer.image spec.userInterface.pgAdmin.image"),

    // TiDB: baseImage has no tag [schema]
    image("pingcap.com", "Backup", "spec.toolImage"),
    image("pingcap.com", "BackupSchedule", "spec.backupTemplate.toolImage spec.logBackupTemplate.toolImage"),
    image("pingcap.com", "DMCluster TidbCluster",
          "spec.*.image spec.*.baseImage spec.*.additionalContainers[].image spec.pdms[].image "
          "spec.pdms[].baseImage "
          "spec.pdms[].additionalContainers[].image spec.tidb.customizedStartupProbe.image "
          "spec.tidb.slowLogTailer.image"),
    image("pingcap.com", "Restore", "spec.toolImage spec.warmupImage"),
    image("pingcap.com", "TidbDashboard", "spec.image spec.baseImage spec.additionalContainers[].image"),
    image("pingcap.com", "TidbInitializer", "spec.image"),
    image("pingcap.com", "TidbMonitor",
          "spec.additionalContainers[].image spec.dm.initializer.baseImage spec.grafana.baseImage "
          "spec.initializer.baseImage spec.prometheus.baseImage spec.prometheusReloader.baseImage "
          "spec.reloader.baseImage spec.thanos.baseImage"),
    image("pingcap.com", "TidbNGMonitoring",
          "spec.image spec.additionalContainers[].image spec.ngMonitoring.image spec.ngMonitoring.baseImage "
          "spec.ngMonitoring.additionalContainers[].image"),

    // Vitess [docs]
    image("planetscale.com", "VitessCluster", "spec.images.* spec.images.mysqld.*"),

    // Confluent for Kubernetes [schema, docs]
    image("platform.confluent.io",
          "Connect ControlCenter Kafka KafkaRestProxy KRaftController KsqlDB SchemaRegistry Zookeeper",
          "spec.image.application spec.image.init spec.services.*.image"),
    image("platform.confluent.io", "FlinkApplication FlinkDeployment", "spec.image"),
    image("platform.confluent.io", "FlinkBlueGreenDeployment", "spec.template.spec.image"),

    // Crunchy Data [schema]
    image("postgres-operator.crunchydata.com", "PGAdmin",
          "spec.image spec.instrumentation.image spec.volumes.additional[].image.reference"),
    image("postgres-operator.crunchydata.com", "PGUpgrade", "spec.image"),
    image("postgres-operator.crunchydata.com", "PostgresCluster",
          "spec.image spec.backups.pgbackrest.image spec.instrumentation.image "
          "spec.monitoring.pgmonitor.exporter.image spec.proxy.pgBouncer.image "
          "spec.userInterface.pgAdmin.image "
          "spec.**.volumes.additional[].image.reference"),

    // CloudNativePG [schema]
    image("postgresql.cnpg.io", "Cluster", "spec.imageName spec.postgresql.extensions[].image.reference"),
    image("postgresql.cnpg.io", "ClusterImageCatalog ImageCatalog",
          "spec.images[].image spec.images[].extensions[].image.reference spec.componentImages[].image"),

    // EDB's CloudNativePG [docs]
    image("postgresql.k8s.enterprisedb.io", "Cluster",
          "spec.imageName spec.postgresql.extensions[].image.reference"),
    image("postgresql.k8s.enterprisedb.io", "ClusterImageCatalog ImageCatalog",
          "spec.images[].image spec.images[].extensions[].image.reference"),

    // Percona for MySQL [schema]
    image("ps.percona.com", "PerconaServerMySQL",
          "spec.initImage spec.backup.image spec.backup.initImage spec.mysql.image spec.mysql.initImage "
          "spec.mysql.sidecars[].image spec.orchestrator.image spec.orchestrator.initImage spec.pmm.image "
          "spec.proxy.haproxy.image spec.proxy.haproxy.initImage spec.proxy.router.image "
          "spec.proxy.router.initImage spec.toolkit.image"),
    image("ps.percona.com", "PerconaServerMySQLRestore", "spec.backupSource.image"),

    // Percona for MongoDB: replica sets with arbiter, hidden and nonvoting members [schema]
    image("psmdb.percona.com", "PerconaServerMongoDB",
          "spec.image spec.initImage spec.backup.image spec.logcollector.image spec.pmm.image "
          "spec.**.sidecars[].image spec.**.sidecarVolumes[].image.reference"),

    // Percona XtraDB Cluster [schema]
    image("pxc.percona.com", "PerconaXtraDBCluster",
          "spec.initImage spec.initContainer.image spec.backup.image spec.haproxy.image "
          "spec.logcollector.image "
          "spec.pmm.image spec.proxysql.image spec.pxc.image spec.*.sidecars[].image "
          "spec.*.sidecarVolumes[].image.reference"),
    image("pxc.percona.com", "PerconaXtraDBClusterRestore",
          "spec.backupSource.image spec.pitr.backupSource.image"),

    // RabbitMQ [schema]
    image("rabbitmq.com", "RabbitmqCluster", "spec.image spec.secretBackend.vault.defaultUserUpdaterImage"),

    // KubeRay [docs]
    image("ray.io", "RayCluster", "spec.autoscalerOptions.image"),
    image("ray.io", "RayJob", "spec.rayClusterSpec.autoscalerOptions.image"),
    image("ray.io", "RayService",
          "spec.rayClusterConfig.autoscalerOptions.image spec.rayClusterSpec.autoscalerOptions.image"),

    // Opstree's redis-operator [schema]
    image("redis.redis.opstreelabs.in", "Redis RedisCluster RedisReplication RedisSentinel",
          "spec.initContainer.image spec.kubernetesConfig.image spec.redisExporter.image "
          "spec.sidecars[].image"),

    // ScyllaDB: repository and agentRepository have no tag [schema, docs]
    repository("scylla.scylladb.com", "ScyllaCluster", "spec.repository spec.agentRepository"),
    image("scylla.scylladb.com", "ScyllaDBDatacenter", "spec.scyllaDB.image spec.scyllaDBManagerAgent.image"),
    image("scylla.scylladb.com", "ScyllaOperatorConfig", "spec.scyllaUtilsImage"),

    // SeaweedFS [schema]
    image("seaweed.seaweedfs.com", "AdminScript", "spec.image"),
    image("seaweed.seaweedfs.com", "Seaweed", "spec.image spec.backup.image"),
    image("seaweed.seaweedfs.com", "SeaweedCSIDriver", "spec.image spec.mountService.image spec.sidecars.*"),

    // KServe: takes `oci://` off and makes the rest a container's image (a modelcar) or an image volume; only
    // `oci+fetch://` is fetched by its storage initializer. Of adapters it refuses both [schema,
    // pkg/utils/storage.go]
    image("serving.kserve.io", "ClusterStorageContainer", "spec.container.image"),
    image("serving.kserve.io", "InferenceService",
          "spec.explainer.*.image spec.predictor.*.image spec.transformer.*.image"),
    url("serving.kserve.io", "InferenceService", "**.storageUri **.storageUris[].uri", modelcar),
    url("serving.kserve.io", "LLMInferenceService LLMInferenceServiceConfig", "spec.model.uri", modelcar),
    artifact("serving.kserve.io", "LLMInferenceService LLMInferenceServiceConfig",
             "spec.model.lora.adapters[].uri", model),

    // Apache Solr [docs]
    repository("solr.apache.org", "SolrCloud",
               "spec.solrImage.repository spec.busyBoxImage.repository "
               "spec.zookeeperRef.provided.image.repository"),
    repository("solr.apache.org", "SolrPrometheusExporter",
               "spec.image.repository spec.busyBoxImage.repository"),

    // Apache Spark's own operator: images are Spark settings [docs]
    image("spark.apache.org", "SparkApplication SparkCluster",
          "spec.sparkConf[\"spark.kubernetes.container.image\"] "
          "spec.sparkConf[\"spark.kubernetes.driver.container.image\"] "
          "spec.sparkConf[\"spark.kubernetes.executor.container.image\"]"),

    // Kubeflow's Spark operator [schema]
    image("sparkoperator.k8s.io", "ScheduledSparkApplication",
          "spec.template.image spec.template.driver.image spec.template.executor.image "
          "spec.template.driver.sidecars[].image spec.template.executor.sidecars[].image "
          "spec.template.sparkConf[\"spark.kubernetes.container.image\"] "
          "spec.template.sparkConf[\"spark.kubernetes.driver.container.image\"] "
          "spec.template.sparkConf[\"spark.kubernetes.executor.container.image\"]"),
    image("sparkoperator.k8s.io", "SparkApplication SparkConnect",
          "spec.image spec.driver.image spec.executor.image spec.driver.sidecars[].image "
          "spec.executor.sidecars[].image spec.sparkConf[\"spark.kubernetes.container.image\"] "
          "spec.sparkConf[\"spark.kubernetes.driver.container.image\"] "
          "spec.sparkConf[\"spark.kubernetes.executor.container.image\"]"),

    // StackGres [docs]
    registry("stackgres.io", "SGConfig", "spec.containerRegistry"),

    // Temporal: images have no tag [schema]
    image("temporal.io", "TemporalCluster", "spec.image spec.admintools.image spec.ui.image"),
    image("temporal.io", "TemporalWorkerProcess", "spec.image spec.builder.image"),
    none("temporal.io", "TemporalWorkerProcess", "spec.builder.buildRegistry.repository",
         "where a build pushes to"),

    // Valkey [schema]
    image("valkey.io", "ValkeyCluster ValkeyNode", "spec.image spec.exporter.image"),

    // Pravega's ZooKeeper operator [docs]
    repository("zookeeper.pravega.io", "ZookeeperCluster", "spec.image.repository"),
};

}  // namespace

std::span<const CatalogueRow> data_rows() { return rows; }

}  // namespace ecrify::locate
