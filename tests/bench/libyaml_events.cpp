// SPDX-License-Identifier: Apache-2.0
// What it costs to read a stream with libyaml and to throw the events away: libyaml_events < STREAM.
#include <yaml.h>

#include <cstddef>
#include <cstdio>

int main() {
  yaml_parser_t parser;
  if (yaml_parser_initialize(&parser) == 0) {
    return 1;
  }
  yaml_parser_set_input_file(&parser, stdin);
  std::size_t count = 0;
  for (bool more = true; more; ++count) {
    yaml_event_t event;
    if (yaml_parser_parse(&parser, &event) == 0) {
      std::fprintf(stderr, "%s\n", parser.problem);
      return 1;
    }
    more = event.type != YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  std::printf("%zu events\n", count);
}
