// SPDX-License-Identifier: GPL-3.0-or-later
// What a job of each kind does, and the parameters that it takes (all may be left out but those marked *):
//
//   index   model, kind ("exact", "graph", "lists"), batch, threads
//   train   recipe*: TOML text of the recipe
//   eval    data*, model, max_images, threads, templates; leaves report.json in the job's folder
//   convert weights*, tokenizer, activation, regions ("value_roi", "crops"), image_size, precision ("fp16",
//   "fp32");
//           leaves the model in converted/NAME of the job's folder
//   import  data*, format (id), existing ("leave", "add", "replace"), split, images_in, unpack_to
//   export  out*, format*, images ("leave", "copy", "link"), image_root, overwrite, splits, labels (lists),
//           verified. Both leave report.json: {"kind", "params", "format_name", "result": as `cloc-cli data
//           import --json` prints it, "examples": [{"category", "where", "what"}]}
//   label   detector ("cloc", "owl"), model, threshold, suppression ("class-aware", "class-free", "off"),
//           input_size, candidates ("grounded", "proposed", "both"), background, threads, batch, phrases
//           ("grammar", "ngrams"), images (numbers), splits, shard ("i/n"), again, any_language, captioner
//           (address), captioner_model, captioner_prompt, captioner_key (name of an environment variable),
//           captioner_parallel, captioner_rate, captioner_timeout (seconds), only_missing, store_captions,
//           shards (folder), images_in_shard; labelling_task.h says what they mean. Leaves report.json as
//           import and export do; where it ended early, the job is interrupted and can be run again
#pragma once

#include "core/jobs/run_job.h"

namespace cloc::cli {

const jobs::Kinds& job_kinds();

}  // namespace cloc::cli
