// SPDX-License-Identifier: Apache-2.0
// What helps to label, for the window: label suggestions for a new box, regions like an example, and
// mistakes. It searches the index that the engine has open (Engine::saved_index) and reads the store through
// a connection of its own; embeddings come from the engine, so no model is in here.
//
// Behind an interface, so that the window can load it with the engine's module. Not thread-safe: one thread
// owns an assistant, from the call that made it on. Several may work side by side.
//
//   auto assistant = assist::load_assistant_module();
//   assistant->open("cats.clocproj", engine->saved_index());
//   for (const auto& label : assistant->suggest(engine->embed(query), texts, 5)) offer(label);
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "core/assist/examples.h"
#include "core/assist/label_scores.h"
#include "core/assist/mistakes.h"

namespace cloc::assist {

// All functions throw cloc::Error with a message for people.
class Assistant {
 public:
  virtual ~Assistant() = default;

  // May be called again, with another project or a newer index. `index` may be null: labels are then
  // suggested by their names alone, and the other two throw Error{Unsupported}. Throws as
  // store::Project::open.
  virtual void open(const std::filesystem::path& project, std::shared_ptr<const index::SavedIndex> index) = 0;

  // The `count` best labels for a box, best first; none when nothing is known of any. `embedding`: [dim], of
  // unit length. The labels of the neighbours are as the store has them now.
  virtual std::vector<LabelScore> suggest(std::span<const float> embedding, const LabelTexts& texts,
                                          int count) = 0;
  // As assist::find_like; the name of options.label counts as far as it fits the examples (name_weight).
  virtual Candidates find_like(const ExampleQuery& query, const LabelTexts& texts, const FindOptions& options,
                               const CancelToken& cancel) = 0;
  // As assist::label_changes.
  virtual store::Changes label_changes(std::span<const Candidate> chosen, store::LabelId label, bool relabel,
                                       float overlap, LabelOutcome& outcome) = 0;
  // As assist::find_mistakes.
  virtual MistakeReport find_mistakes(const LabelTexts& texts, const MistakeOptions& options,
                                      const ProgressSink& progress, const CancelToken& cancel) = 0;

  // Of boxes that the model proposes in `image` (engine::Engine::propose), `rows`: [boxes, dim]: those that
  // may be missing; see MissingBoxes::judge. Reads the regions of the project anew when it has changed.
  virtual std::vector<Mistake> missing_boxes(store::ImageId image, std::span<const PixelBox> boxes,
                                             std::span<const float> rows, const LabelTexts& texts,
                                             const MistakeOptions& options, const CancelToken& cancel) = 0;
};

// For programs that are linked with FAISS.
std::unique_ptr<Assistant> new_assistant();
// For the window: as engine::load_engine_module(), from the same module.
std::unique_ptr<Assistant> load_assistant_module();

}  // namespace cloc::assist
