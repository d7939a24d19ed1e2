// SPDX-License-Identifier: GPL-3.0-or-later
// What the end of a job means for the rest of the window: a new index is opened, a trained model can be
// chosen, a report is shown. Starts jobs for the other parts.
#pragma once

#include <QObject>
#include <filesystem>
#include <vector>

#include "core/store/jobs.h"
#include "ui/grounding/grounding_panel.h"

namespace cloc::ui {

class EngineService;
class EvaluationView;
class JobsService;
class ProjectService;
class RunCharts;

struct ConversionRequest;
struct LabellingRequest;

class JobsController : public QObject {
  Q_OBJECT

 public:
  JobsController(ProjectService& project, EngineService& engine, JobsService& jobs, RunCharts& charts,
                 QObject* parent);

  // With the model that is open.
  void buildIndex();
  void train(const QString& recipe);
  void evaluate(const QString& data);
  void convert(const ConversionRequest& request);
  void label(const LabellingRequest& request);

  // The models that can be opened: what ships, what was indexed with, what training and conversion made.
  const std::vector<ModelChoice>& models() const { return models_; }
  const std::vector<store::Job>& jobs() const { return list_; }

 signals:
  void modelsChanged(const std::vector<cloc::ui::ModelChoice>& models);
  // Text for the status line, and how far it is (below 0: not known); empty when nothing runs.
  void runningChanged(const QString& text, double share);
  // Converted weights can be opened.
  void modelMade(const std::filesystem::path& folder);
  // An evaluation has written its report.
  void reportReady(const QString& title, const std::filesystem::path& file);
  void told(const QString& text);
  void warned(const QString& text);

 private:
  void jobsChanged(const std::vector<store::Job>& jobs);
  void finished(const store::Job& job);
  void readModels();

  ProjectService& project_;
  EngineService& engine_;
  JobsService& service_;
  RunCharts& charts_;
  std::vector<ModelChoice> models_;
  std::vector<store::Job> list_;
};

}  // namespace cloc::ui
