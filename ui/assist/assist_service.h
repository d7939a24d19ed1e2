// SPDX-License-Identifier: GPL-3.0-or-later
// core/assist for the window: two threads, each with an assistant of its own, so that a search for mistakes,
// which takes minutes in a large project, does not keep a suggestion waiting. Functions are called in the
// window's thread and return at once; answers are signals. Of each kind of request only the newest is
// answered.
//
// It follows the engine: the index it searches is the one that the engine has open, and the names of the
// project's labels are embedded by the engine, some at a time, whenever the labels or the model change.
#pragma once

#include <QObject>
#include <QString>
#include <QThread>
#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/assist/assistant.h"
#include "ui/engine/engine_service.h"
#include "ui/project/region_edit.h"  // the metatype of store::Changes

namespace cloc::ui {

class ProjectService;

class AssistService : public QObject {
  Q_OBJECT

 public:
  using Factory = std::function<std::unique_ptr<assist::Assistant>()>;

  // Both outlive this. `factory` is called in the threads; tests give their own.
  AssistService(ProjectService& project, EngineService& engine,
                Factory factory = assist::load_assistant_module, QObject* parent = nullptr);
  ~AssistService() override;  // waits for what is being answered

  // Each returns the number that its answer carries.
  quint64 suggest(const std::vector<float>& embedding, int count);
  quint64 findLike(const assist::ExampleQuery& query, const assist::FindOptions& options);
  quint64 labelChanges(const std::vector<assist::Candidate>& chosen, store::LabelId label, bool relabel,
                       float overlap);
  quint64 findMistakes(const assist::MistakeOptions& options);
  // Answered by missingFound(). One at a time: the next when this has been answered.
  quint64 findMissing(store::ImageId image, const engine::ImageProposals& proposals);
  void cancelMistakes();
  void dropSuggestion() { newest(Kind::Suggest) = ++last_; }

  // Those whose names are embedded.
  const assist::LabelTexts& texts() const { return *texts_; }
  bool ready() const;

 signals:
  void suggested(quint64 request, const std::vector<cloc::assist::LabelScore>& labels);
  void found(quint64 request, const cloc::assist::Candidates& candidates);
  void changesReady(quint64 request, const cloc::store::Changes& changes,
                    const cloc::assist::LabelOutcome& outcome);
  void mistakesProgress(const QString& stage, qint64 done, qint64 total);
  void mistakesFound(quint64 request, const cloc::assist::MistakeReport& report);
  void missingFound(quint64 request, const std::vector<cloc::assist::Mistake>& missing);
  void mistakesCancelled();
  void failed(quint64 request, const QString& message);

 private:
  enum class Kind { Suggest, Find, Changes, Mistakes, Missing };
  static constexpr std::size_t kKinds = 5;
  struct Worker;

  template <class Ask, class Tell>
  quint64 request(Kind kind, Ask ask, Tell tell);
  std::atomic<quint64>& newest(Kind kind) { return (*newest_)[static_cast<std::size_t>(kind)]; }
  void embedNames();
  void takeNames(quint64 request, const std::vector<float>& rows);
  void forget();

  ProjectService& project_;
  EngineService& engine_;
  QThread quickThread_, longThread_;
  Worker *quick_, *long_;  // each lives in its thread
  std::shared_ptr<std::array<std::atomic<quint64>, kKinds>> newest_;
  CancelToken findCancel_, mistakesCancel_;
  quint64 last_ = 0;

  std::shared_ptr<const assist::LabelTexts> texts_ = std::make_shared<assist::LabelTexts>();
  std::unordered_map<std::string, std::vector<float>> names_;  // embedded ones, of the model `namesOf_`
  std::string namesOf_;
  std::vector<std::string> asked_;
  quint64 namesRequest_ = 0;
};

}  // namespace cloc::ui
