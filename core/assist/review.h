// SPDX-License-Identifier: Apache-2.0
// What becomes of a doubted annotation when somebody has looked at it: the change that was proposed, or the
// mark that it is right, so that it is not listed again. Changes as values, for one step of store::Edits or
// of the window; nothing here speaks to a database.
//
// The marks are attributes, so that they are undone, kept in backups and exported as every other: of a region
// a list of what was doubted ("label=cat", "outlier=cat", "duplicate"; with another label it may be doubted
// again), of an image the boxes where nothing is missing ("missing=10,20,60,80", original pixels).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/assist/mistakes.h"
#include "core/store/changes.h"

namespace cloc::assist {

inline constexpr const char* kReviewed = "reviewed";
void mark_right(data::Attributes& attributes, MistakeKind kind, const std::string& label);
bool is_marked_right(const data::Attributes& attributes, MistakeKind kind, const std::string& label);
void mark_nothing_missing(data::Attributes& attributes, const PixelBox& box);
std::vector<PixelBox> nothing_missing(const data::Attributes& attributes);

// What is proposed. None: there is doubt, and nothing that the model would do about it.
enum class Fix { None, Relabel, Remove, Insert };
// Of duplicates: the later of two boxes in one image goes; of two images, where the labels differ, the later
// one gets the label of the first.
Fix proposed_fix(const Mistake& mistake);

enum class Judgement { Accept, Keep, Remove };

// Whether the region is still what was doubted: it has the label that it had then.
bool is_current(const Mistake& mistake, const store::Region& now);
// What is done to `now`, the region of `mistake`: nothing when there is nothing to do (no fix is proposed, or
// it is locked and would change, or marked already). `label`: the name of the label that it has.
std::optional<store::Change> judged(const Mistake& mistake, Judgement judgement, const store::Region& now,
                                    const std::string& label);
// Of a missing box: a new region with the number `id` and the source "model"; nothing without a label.
std::optional<store::Change> made_region(const Mistake& mistake, store::RegionId id);
// Nothing is missing at these places of an image that says `now`.
store::Change nothing_missing_change(store::ImageId image, const store::ImageNotes& now,
                                     const std::vector<PixelBox>& boxes);

}  // namespace cloc::assist
