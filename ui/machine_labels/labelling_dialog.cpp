// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/machine_labels/labelling_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>
#include <utility>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr double kLeastScore = 0.1;  // the paper's

template <class Part>
Part* named(Part* part, const char* name) {
  part->setObjectName(QStringLiteral("labelling.") + QLatin1String(name));
  return part;
}

QLabel* wrapped(const char* name, QWidget* parent) {
  auto* label = named(new QLabel(parent), name);
  label->setWordWrap(true);
  label->setTextFormat(Qt::PlainText);
  return label;
}

}  // namespace

QString LabellingRequest::params(const QString& clocModel) const {
  QJsonObject object{{"detector", detector}, {"threshold", threshold}, {"phrases", phrases}};
  const QString& folder = detector == QLatin1String("owl") ? model : clocModel;
  if (!folder.isEmpty()) object["model"] = folder;
  if (!images.empty()) {
    QJsonArray ids;
    for (const auto image : images) ids.append(static_cast<qint64>(image));
    object["images"] = ids;
  }
  if (again) object["again"] = true;
  if (anyLanguage) object["any_language"] = true;
  if (!captioner.isEmpty()) {
    object["captioner"] = captioner;
    if (!captionerModel.isEmpty()) object["captioner_model"] = captionerModel;
    if (!captionerKey.isEmpty()) object["captioner_key"] = captionerKey;
    if (onlyMissing) object["only_missing"] = true;
    if (storeCaptions) object["store_captions"] = true;
  }
  return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

LabellingDialog::LabellingDialog(QWidget* window)
    : QDialog(window),
      images_(named(new QComboBox(this), "images")),
      detector_(named(new QComboBox(this), "detector")),
      captions_(named(new QComboBox(this), "captions")),
      phrases_(named(new QComboBox(this), "phrases")),
      again_(named(new QCheckBox(tr("Also those that were labelled so before"), this), "again")),
      onlyMissing_(named(new QCheckBox(tr("Only of images that have no caption"), this), "onlyMissing")),
      storeCaptions_(named(new QCheckBox(tr("Keep them in the project"), this), "storeCaptions")),
      anyLanguage_(
          named(new QCheckBox(tr("Also captions that do not read as English"), this), "anyLanguage")),
      threshold_(named(new QDoubleSpinBox(this), "threshold")),
      modelRow_(new QWidget(this)),
      server_(new QWidget(this)),
      model_(named(new QLineEdit(modelRow_), "model")),
      address_(named(new QLineEdit(server_), "address")),
      serverModel_(named(new QLineEdit(server_), "serverModel")),
      key_(named(new QLineEdit(server_), "key")),
      problem_(wrapped("problem", this)),
      detectorHelp_(wrapped("detectorHelp", this)),
      start_(named(new QPushButton(tr("&Label"), this), "start")) {
  setObjectName(QStringLiteral("labellingDialog"));
  setWindowTitle(tr("Label by machine"));
  resize(620, 0);
  build();
  for (auto* choice : {images_, detector_, captions_})
    connect(choice, &QComboBox::currentIndexChanged, this, &LabellingDialog::showState);
  for (auto* edit : {model_, address_})
    connect(edit, &QLineEdit::textChanged, this, &LabellingDialog::showState);
}

void LabellingDialog::build() {
  auto* about = wrapped("about", this);
  about->setText(
      tr("What the images' captions name is looked for in them. What is found comes into the panel “Machine "
         "labels” and waits there; nothing of yours is changed until you accept it."));
  form_ = new QFormLayout;
  form_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  addImages(form_);
  addDetector(form_);
  addCaptions(form_);
  auto* buttons = new QDialogButtonBox(this);
  start_->setDefault(true);
  start_->setToolTip(tr("Start it as a job, which goes on beside your work and can be paused (Enter)"));
  buttons->addButton(start_, QDialogButtonBox::AcceptRole);
  buttons->addButton(QDialogButtonBox::Cancel)->setAutoDefault(false);
  connect(buttons, &QDialogButtonBox::accepted, this, [this] {
    accept();
    emit labellingRequested(request());
  });
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(12);
  layout->addWidget(about);
  layout->addLayout(form_);
  layout->addWidget(problem_);
  layout->addStretch(1);
  layout->addWidget(buttons);
}

void LabellingDialog::addImages(QFormLayout* form) {
  form->addRow(tr("&Images"), images_);
  again_->setToolTip(tr("With these settings. Labels that nobody has accepted are replaced"));
  form->addRow(QString(), again_);
}

void LabellingDialog::addDetector(QFormLayout* form) {
  detector_->addItem(QString(), QStringLiteral("cloc"));
  detector_->addItem(tr("OWL-ViT or OWLv2"), QStringLiteral("owl"));
  form->addRow(tr("&Detector"), detector_);
  detectorHelp_->setForegroundRole(QPalette::PlaceholderText);
  form->addRow(QString(), detectorHelp_);
  model_->setPlaceholderText(tr("Folder of its weights, as Hugging Face has them"));
  auto* browseButton = new QPushButton(icon(QStringLiteral("folder")), tr("Folder…"), modelRow_);
  browseButton->setAutoDefault(false);
  connect(browseButton, &QPushButton::clicked, this, &LabellingDialog::browse);
  auto* row = new QHBoxLayout(modelRow_);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  row->addWidget(model_, 1);
  row->addWidget(browseButton);
  form->addRow(tr("&Weights"), modelRow_);
  static_cast<QLabel*>(form->labelForField(modelRow_))->setBuddy(model_);
  threshold_->setRange(0, 1);
  threshold_->setDecimals(2);
  threshold_->setSingleStep(0.05);
  threshold_->setValue(kLeastScore);
  threshold_->setToolTip(
      tr("What scores less is not kept. Rather low: in the panel you can still choose a higher one"));
  form->addRow(tr("L&east score"), threshold_);
}

void LabellingDialog::addCaptions(QFormLayout* form) {
  captions_->addItem(tr("Those that the images have"), false);
  captions_->addItem(tr("A vision-language server writes them"), true);
  form->addRow(tr("&Captions"), captions_);
  address_->setPlaceholderText(QStringLiteral("http://localhost:8080/v1"));
  serverModel_->setPlaceholderText(tr("As the server calls it; may be left out"));
  key_->setPlaceholderText(tr("Name of the environment variable that holds it"));
  auto* server = new QFormLayout(server_);
  server->setContentsMargins(0, 0, 0, 0);
  server->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  server->addRow(tr("&Address"), address_);
  server->addRow(tr("&Model"), serverModel_);
  server->addRow(tr("&Key"), key_);
  server->addRow(onlyMissing_);
  server->addRow(storeCaptions_);
  form->addRow(QString(), server_);
  form->addRow(QString(), anyLanguage_);
  phrases_->addItem(tr("Noun phrases, by grammar"), QStringLiteral("grammar"));
  phrases_->addItem(tr("All groups of words (n-grams)"), QStringLiteral("ngrams"));
  phrases_->setToolTip(tr("What of a caption is looked for. N-grams find more, and more that is wrong"));
  form->addRow(tr("&Phrases"), phrases_);
}

void LabellingDialog::showFor(const QString& model, std::int64_t images,
                              std::vector<store::ImageId> selected) {
  selected_ = std::move(selected);
  const auto count = static_cast<int>(selected_.size());
  images_->clear();
  images_->addItem(tr("All %Ln image(s) of the project", nullptr, static_cast<int>(images)), false);
  if (count > 0) images_->addItem(tr("%Ln image(s) selected in the gallery", nullptr, count), true);
  // One is selected wherever one is.
  images_->setCurrentIndex(count > 1 ? 1 : 0);
  detector_->setItemText(
      0, model.isEmpty() ? tr("The project's CLOC model") : tr("The project's CLOC model (%1)").arg(model));
  showState();
  show();
  raise();
  activateWindow();
  start_->setFocus();
}

LabellingRequest LabellingDialog::request() const {
  LabellingRequest request;
  if (images_->currentData().toBool()) request.images = selected_;
  request.again = again_->isChecked();
  request.detector = detector_->currentData().toString();
  request.model = model_->text().trimmed();
  request.threshold = threshold_->value();
  request.phrases = phrases_->currentData().toString();
  request.anyLanguage = anyLanguage_->isChecked();
  if (captions_->currentData().toBool()) {
    request.captioner = address_->text().trimmed();
    request.captionerModel = serverModel_->text().trimmed();
    request.captionerKey = key_->text().trimmed();
    request.onlyMissing = onlyMissing_->isChecked();
    request.storeCaptions = storeCaptions_->isChecked();
  }
  return request;
}

void LabellingDialog::browse() {
  const QString folder = QFileDialog::getExistingDirectory(this, tr("The detector's folder"), model_->text());
  if (!folder.isEmpty()) model_->setText(folder);
}

// What is missing; empty when it can start.
QString LabellingDialog::problem() const {
  if (detector_->currentData().toString() == QLatin1String("owl")) {
    const QString folder = model_->text().trimmed();
    if (folder.isEmpty()) return tr("Name the folder of the detector's weights: none ship with the program.");
    if (!QFileInfo(folder).isDir()) return tr("There is no folder %1.").arg(folder);
  }
  if (captions_->currentData().toBool()) {
    const QUrl address(address_->text().trimmed(), QUrl::StrictMode);
    const bool web = address.scheme() == QLatin1String("http") || address.scheme() == QLatin1String("https");
    if (!web || address.host().isEmpty())
      return tr("Name the server's address, for instance http://localhost:8080/v1.");
  }
  return {};
}

void LabellingDialog::showState() {
  const bool owl = detector_->currentData().toString() == QLatin1String("owl");
  form_->setRowVisible(modelRow_, owl);
  form_->setRowVisible(server_, captions_->currentData().toBool());
  detectorHelp_->setText(owl ? tr("Looks for boxes by itself; slow without a GPU.")
                             : tr("Scores the boxes that the model proposes. After training on what you have "
                                  "accepted, label again: it finds more."));
  problem_->setText(problem());
  problem_->setVisible(!problem_->text().isEmpty());
  QPalette bad = palette();
  bad.setColor(QPalette::WindowText, tone(Tone::Bad));
  problem_->setPalette(bad);
  start_->setEnabled(problem_->text().isEmpty());
  // Wrapped texts take the height that their width leaves them; a dialog does not grow by itself.
  resize(width(), layout()->totalHeightForWidth(width()));
}

}  // namespace cloc::ui
