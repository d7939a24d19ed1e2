// SPDX-License-Identifier: GPL-3.0-or-later
// A review of doubted annotations: the lists that a search has found, what the user has said of each entry,
// and the steps that this makes. Each judgement, of one entry or of thousands at once, is one step on the
// window's undo stack, written at once; undoing it opens its entries again. "Right" is written too
// (core/assist/review.h), so that the entry does not come back with the next search.
//
// What is written is decided by what the store has then: an entry whose region has got another label
// meanwhile, or is gone, is settled without a change. No widgets in here.
#pragma once

#include <QObject>
#include <QString>
#include <array>
#include <cstdint>
#include <deque>
#include <list>
#include <unordered_map>
#include <vector>

#include "core/assist/review.h"
#include "ui/project/region_edit.h"

namespace cloc::ui {

class ProjectService;
class RegionDocument;

enum class ReviewState : std::uint8_t {
  Open,
  Corrected,  // as was proposed
  Kept,       // it is right
  Removed,
  Outdated  // changed meanwhile, here or elsewhere
};

class MistakeReview : public QObject {
  Q_OBJECT

 public:
  // Both outlive this. `document`: of the canvas, through which steps are made.
  MistakeReview(ProjectService& project, RegionDocument& document, QObject* parent);

  void setReport(const assist::MistakeReport& report);
  // Of images that were looked into besides; those that overlap an entry of the list are passed over. The
  // list is ranked anew: positions change. Returns how many came in.
  int addMissing(const std::vector<assist::Mistake>& missing);
  void clear();

  bool hasReport() const { return hasReport_; }
  const assist::MistakeReport& report() const { return report_; }
  const std::vector<assist::Mistake>& list(assist::MistakeKind kind) const { return report_.list(kind); }
  ReviewState state(assist::MistakeKind kind, int entry) const { return states(kind)[std::size_t(entry)]; }
  int openCount(assist::MistakeKind kind) const;

  // Of these entries those that are open; shown as judged at once.
  void judge(assist::MistakeKind kind, const std::vector<int>& entries, assist::Judgement judgement);

 signals:
  // Others, all of them.
  void listsChanged();
  // Entries came into the list of missing boxes: what was at place i is at moved[i] now.
  void missingAdded(const std::vector<int>& moved);
  void statesChanged();
  void told(const QString& text);

 private:
  struct Entry {
    assist::MistakeKind kind;
    int place;
  };
  // What a step has settled, and how it was before.
  struct Settled {
    Entry entry;
    ReviewState before, after;
  };
  struct Made {
    QString text;
    RegionEdits edits;
    std::vector<Settled> settled;
  };

  std::vector<ReviewState>& states(assist::MistakeKind kind) { return states_[std::size_t(kind)]; }
  const std::vector<ReviewState>& states(assist::MistakeKind kind) const {
    return states_[std::size_t(kind)];
  }
  void judgeRegions(assist::MistakeKind kind, const std::vector<int>& entries, assist::Judgement judgement);
  void writeJudged(assist::MistakeKind kind, const std::vector<int>& entries,
                   const std::vector<store::Region>& regions, assist::Judgement judgement, int outdated);
  void judgeMissing(const std::vector<int>& entries, assist::Judgement judgement);
  void makeStep(RegionEdits edits, const QString& text, std::vector<Settled> settled);
  // Entries of other lists about the regions that `edits` change.
  void settleOthers(const RegionEdits& edits, std::vector<Settled>& settled);
  void set(const std::vector<Settled>& settled, bool back);
  static QString stepText(assist::MistakeKind kind, assist::Judgement judgement, int count);
  std::string labelName(const std::optional<store::LabelId>& label) const;

  ProjectService& project_;
  RegionDocument& document_;
  assist::MistakeReport report_;
  bool hasReport_ = false;
  std::array<std::vector<ReviewState>, assist::kMistakeKinds> states_;
  std::deque<Made> waiting_;               // to be made by the document, which may have to wait for the store
  std::list<std::vector<Settled>> asked_;  // for whose images the store is asked
  std::unordered_map<qint64, std::vector<Settled>> steps_;  // by key
  std::uint64_t generation_ = 0;                            // of the lists
};

}  // namespace cloc::ui
