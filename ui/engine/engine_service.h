// SPDX-License-Identifier: GPL-3.0-or-later
// The model for the window: one thread owns the engine (core/engine) and answers in the order of asking,
// newest first. Functions are called in the window's thread and return at once; answers are signals. Of each
// kind of request only the newest is answered: while a box is dragged, what was asked in between is dropped
// before it costs anything.
//
// LibTorch is loaded by this thread at the first open(), behind the window's first paint. In idle moments the
// thread embeds the vocabulary, a few words at a time.
#pragma once

#include <QObject>
#include <QString>
#include <QThread>
#include <array>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/progress.h"
#include "core/engine/engine.h"

namespace cloc::ui {

class EngineService : public QObject {
  Q_OBJECT

 public:
  enum class State {
    Closed,
    Loading,  // the program's numerical part, then the model
    Ready,
    Failed
  };

  // Who asks: a newer request of the same kind replaces an older one, those of other kinds are left alone.
  enum class Channel {
    Regions,
    Images,
    Words,
    Grounding,
    Heat,
    Compare,
    CompareHeat,
    Prefetch,
    Scores,
    Suggestion,  // embed(): a new box
    Example,     // embed(): what is to be found
    LabelNames,  // embedTexts()
    Proposals    // propose()
  };
  static constexpr std::size_t kChannels = 13;

  using Factory = std::function<std::unique_ptr<engine::Engine>()>;
  // `factory` is called in the engine's thread; tests give their own.
  explicit EngineService(Factory factory = engine::load_engine_module, QObject* parent = nullptr);
  ~EngineService() override;  // waits for the request that is being answered

  void open(const engine::OpenOptions& options);
  void close();
  // After indexing and edits; answered by indexChanged() when anything has.
  void reloadIndex();
  // Whether the model's file was replaced meanwhile; if so it is read again, and answered by stateChanged().
  void checkModel();

  // Return the number that the answer carries. Channel: Regions or Images, by options.whole_images.
  quint64 search(const engine::Query& query, const engine::SearchOptions& options);
  quint64 words(const engine::Query& query, int k);
  quint64 ground(const std::filesystem::path& image, const std::vector<std::string>& phrases);
  quint64 compare(const std::filesystem::path& image, const std::vector<std::string>& phrases,
                  const std::filesystem::path& model);
  quint64 heat(const std::filesystem::path& image, const std::vector<std::string>& phrases, int cells);
  quint64 scoreImages(const engine::Query& query);
  // Answered by embedded(). Channel: Suggestion or Example.
  quint64 embed(Channel channel, const engine::Query& query);
  // Answered by proposed().
  quint64 propose(const std::filesystem::path& image, const std::vector<std::string>& names);
  quint64 embedTexts(const std::vector<std::string>& texts);
  // The same of another model, beside it; both are answered by heated().
  quint64 compareHeat(const std::filesystem::path& image, const std::vector<std::string>& phrases, int cells,
                      const std::filesystem::path& model);
  void prefetch(const std::filesystem::path& image);
  // What has been asked on the channel and not answered is dropped.
  void drop(Channel channel);

  // "boxes from the image's tokens": of models without a Prompter; else empty.
  static QString boxesText(model::RegionEncoder regions);

  State state() const { return state_; }
  const QString& stateText() const { return stateText_; }
  const engine::ModelInfo& model() const { return model_; }
  const engine::IndexStatus& index() const { return index_; }
  // What is searched now, for core/assist; null when there is no index of this model. As of indexChanged().
  const std::shared_ptr<const index::SavedIndex>& savedIndex() const { return savedIndex_; }

 signals:
  void stateChanged(cloc::ui::EngineService::State state, const QString& text);
  void indexChanged(const cloc::engine::IndexStatus& index);
  // Another model or another index answers now: what was asked before may have another answer. Comes after
  // stateChanged() and indexChanged(); not when there is merely more that the index does not know yet.
  void answersChanged();
  void searched(quint64 request, const cloc::engine::SearchAnswer& answer);
  void wordsFound(quint64 request, const std::vector<cloc::engine::WordMatch>& words);
  void grounded(quint64 request, const std::vector<cloc::engine::GroundedPhrase>& phrases);
  void compared(quint64 request, const std::vector<cloc::engine::GroundedPhrase>& phrases);
  void heated(quint64 request, const std::vector<cloc::engine::HeatMap>& maps);
  void imagesScored(quint64 request, const std::vector<std::pair<std::int64_t, float>>& scores);
  void embedded(quint64 request, const std::vector<float>& embedding);
  void proposed(quint64 request, const cloc::engine::ImageProposals& proposals);
  void textsEmbedded(quint64 request, const std::vector<float>& rows);
  // The model's file was replaced by something that cannot be read; the one in memory is still used.
  void modelUnreadable(const QString& message);
  // A request could not be answered; `message` says why and what to do.
  void requestFailed(quint64 request, cloc::ui::EngineService::Channel channel, const QString& message);
  // More words can be matched than before.
  void vocabularyGrew();

 private:
  class Worker;
  // Runs `ask` in the engine's thread unless a newer request of this channel has come by then; `tell` gets
  // its answer in the window's thread, unless a newer one has come by then.
  template <class Ask, class Tell>
  quint64 request(Channel channel, Ask ask, Tell tell);
  quint64 askHeat(Channel channel, CancelToken& token, const std::filesystem::path& image,
                  const std::vector<std::string>& phrases, int cells, const std::filesystem::path& model);
  std::atomic<quint64>& newest(Channel channel) { return (*newest_)[static_cast<std::size_t>(channel)]; }
  void setState(State state, const QString& text);
  void setIndex(const engine::IndexStatus& index);

  QThread thread_;
  Worker* worker_;  // lives in thread_
  std::shared_ptr<std::array<std::atomic<quint64>, kChannels>> newest_;
  CancelToken heatCancel_, compareHeatCancel_;
  quint64 last_ = 0;
  quint64 opening_ = 0;  // what an earlier open() still has to tell is not heard any more
  State state_ = State::Closed;
  QString stateText_;
  engine::ModelInfo model_;
  engine::IndexStatus index_;
  std::shared_ptr<const index::SavedIndex> savedIndex_;
};

}  // namespace cloc::ui
