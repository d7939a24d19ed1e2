// SPDX-License-Identifier: Apache-2.0
// RegionIndex to and from its files.
#include <new>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/index/region_index.h"
#include "core/index/region_index_state.h"

namespace cloc::index {
namespace {

constexpr const char* kEmbeddingsFile = "embeddings.f16";
constexpr const char* kGraphFile = "graph.faiss";
constexpr const char* kListsFile = "lists.faiss";

}  // namespace

std::vector<FileRecord> RegionIndex::write(const std::filesystem::path& folder) const {
  // Adders are kept out here and not at the gate, where they would keep the searchers out too.
  const std::lock_guard no_writer(state_->writer);
  const auto lock = state_->reading();
  // A graph's links and the lists name rows, so the places of removed entries are written too.
  const bool all = state_->graph || state_->lists;
  std::vector<FileRecord> files{state_->store.write(folder / kEmbeddingsFile, state_->ids.ids(), all)};
  if (state_->graph) files.push_back(state_->graph->write(folder / kGraphFile));
  if (state_->lists) files.push_back(state_->lists->write(folder / kListsFile));
  // What another index wrote here would be taken for this one's.
  std::error_code ignored;
  if (!state_->graph) std::filesystem::remove(folder / kGraphFile, ignored);
  if (!state_->lists) std::filesystem::remove(folder / kListsFile, ignored);
  return files;
}

RegionIndex RegionIndex::read(const std::filesystem::path& folder, Kind kind, const std::string& reason) {
  try {
    auto opened = EmbeddingStore::open(folder / kEmbeddingsFile);
    auto state = std::make_unique<State>(opened.store.dim(), kind, reason);
    state->store = std::move(opened.store);
    for (const std::int64_t id : opened.ids) {
      state->live.append();
      if (id < 0) state->live.reset(state->live.rows() - 1);
    }
    state->ids = IdMap(std::move(opened.ids));
    if (kind == Kind::Graph) state->graph = Graph::read(folder / kGraphFile, state->store);
    // Too few rows, or saved before they were settled.
    const bool settled = kind == Kind::Lists && std::filesystem::exists(folder / kListsFile);
    if (settled) state->lists = Lists::read(folder / kListsFile, state->store);
    return RegionIndex(std::move(state));
  } catch (const std::bad_alloc&) {
    throw Error(ErrorKind::OutOfMemory, "Not enough memory to open the index in " + folder.string() +
                                            ". Close other programs, or choose an index of kind lists.");
  }
}

}  // namespace cloc::index
