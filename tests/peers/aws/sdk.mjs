// SPDX-License-Identifier: Apache-2.0
// All pages of the cache rules, as the SDK gives them: node sdk.mjs URL
import {ECRClient, paginateDescribePullThroughCacheRules} from '@aws-sdk/client-ecr';

const client = new ECRClient({endpoint: process.argv[2], region: 'ca-central-1'});
const pullThroughCacheRules = [];
for await (const page of paginateDescribePullThroughCacheRules({client}, {})) {
  pullThroughCacheRules.push(...page.pullThroughCacheRules);
}
console.log(JSON.stringify({pullThroughCacheRules}, null, 1));
