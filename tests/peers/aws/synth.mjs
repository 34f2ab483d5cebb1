// SPDX-License-Identifier: Apache-2.0
// Synthesises cdk.out in the working folder: one stack with a cache, its template, its secret and a policy of the nodes.
import cdk from 'aws-cdk-lib';
import ecr from 'aws-cdk-lib/aws-ecr';
import iam from 'aws-cdk-lib/aws-iam';
import secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

const app = new cdk.App({outdir: 'cdk.out'});
const stack = new cdk.Stack(app, 'Cache', {env: {account: '123456789012', region: 'ca-central-1'}});
const secret = new secretsmanager.Secret(stack, 'Ghcr', {secretName: 'ecr-pullthroughcache/ghcr'});
new ecr.CfnPullThroughCacheRule(stack, 'GhcrRule', {
  ecrRepositoryPrefix: 'ghcr',
  upstreamRegistryUrl: 'ghcr.io',
  upstreamRegistry: 'github-container-registry',
  credentialArn: secret.secretArn,
});
new ecr.CfnRepositoryCreationTemplate(stack, 'GhcrTemplate', {prefix: 'ghcr', appliedFor: ['PULL_THROUGH_CACHE']});
new iam.Role(stack, 'Nodes', {
  assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
  managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonEC2ContainerRegistryPullOnly')],
  inlinePolicies: {
    cache: new iam.PolicyDocument({statements: [new iam.PolicyStatement({
      actions: ['ecr:CreateRepository', 'ecr:BatchGetImage'],
      resources: [stack.formatArn({service: 'ecr', resource: 'repository', resourceName: 'ghcr/*'})],
    })]}),
  },
});
app.synth();
