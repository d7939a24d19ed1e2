// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/dataset_text.h"

#include <QCoreApplication>
#include <algorithm>
#include <limits>

namespace cloc::ui {
namespace {

using Kind = data::Loss::Kind;

// lupdate finds texts by the class they are in.
struct Text {
  Q_DECLARE_TR_FUNCTIONS(Datasets)
};

// Numbers of tr() are ints.
int whole(qint64 number) {
  return static_cast<int>(std::min<qint64>(number, std::numeric_limits<int>::max()));
}

}  // namespace

QString holdsText(const data::Holds& holds) {
  QStringList parts;
  if (holds.regions) parts << (holds.unlabelled_regions ? Text::tr("boxes") : Text::tr("boxes with a label"));
  if (holds.region_captions) parts << Text::tr("region captions");
  if (holds.image_captions) parts << Text::tr("image captions");
  if (holds.attributes) parts << Text::tr("attributes");
  if (holds.splits) parts << Text::tr("splits");
  if (holds.label_details) parts << Text::tr("colours and parents of labels");
  return parts.isEmpty() ? Text::tr("images alone") : parts.join(QStringLiteral(", "));
}

QString lossText(Kind kind, qint64 number) {
  const int n = whole(number);
  switch (kind) {
    case Kind::Regions:
      return Text::tr("%Ln region(s)", nullptr, n);
    case Kind::UnlabelledRegions:
      return Text::tr("%Ln region(s) without a label", nullptr, n);
    case Kind::RegionCaptions:
      return Text::tr("%Ln region caption(s)", nullptr, n);
    case Kind::MoreCaptions:
      return Text::tr("%Ln further caption(s) of regions", nullptr, n);
    case Kind::ImageCaptions:
      return Text::tr("%Ln image caption(s)", nullptr, n);
    case Kind::Attributes:
      return Text::tr("%Ln attribute(s) of images and regions", nullptr, n);
    case Kind::Splits:
      return Text::tr("whether train, val or test, of %Ln image(s)", nullptr, n);
    case Kind::LabelDetails:
      return Text::tr("colours, parents and attributes of %Ln label(s)", nullptr, n);
    case Kind::EmptyImages:
      return Text::tr("%Ln image(s) without regions", nullptr, n);
  }
  return {};
}

QStringList lossTexts(const data::Contents& contents, const data::Holds& holds) {
  QStringList texts;
  for (const auto& loss : data::losses(contents, holds)) texts << lossText(loss.kind, loss.number);
  return texts;
}

std::optional<Kind> lossKind(const QString& word) {
  for (const auto kind :
       {Kind::Regions, Kind::UnlabelledRegions, Kind::RegionCaptions, Kind::MoreCaptions, Kind::ImageCaptions,
        Kind::Attributes, Kind::Splits, Kind::LabelDetails, Kind::EmptyImages}) {
    if (word == QLatin1String(data::to_string(kind))) return kind;
  }
  return std::nullopt;
}

QString amountText(qint64 images, qint64 regions) {
  return Text::tr("%1 with %2")
      .arg(Text::tr("%Ln image(s)", nullptr, whole(images)),
           Text::tr("%Ln region(s)", nullptr, whole(regions)));
}

}  // namespace cloc::ui
