// SPDX-License-Identifier: Apache-2.0
#include "training/evaluation/templates.h"

#include <torch/torch.h>

#include <sstream>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace cloc::training {

std::string filled(const std::string& sentence, const std::string& name) {
  const auto at = sentence.find("{}");
  return at == std::string::npos ? sentence + " " + name : std::string(sentence).replace(at, 2, name);
}

std::vector<std::string> read_templates(const std::filesystem::path& file) {
  std::istringstream text(read_text_file(file));
  std::vector<std::string> templates;
  std::string line;
  for (int number = 1; std::getline(text, line); ++number) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty() || line.front() == '#') continue;
    if (line.find("{}") == std::string::npos) {
      throw Error(ErrorKind::InvalidInput, file.string() + ", line " + std::to_string(number) + ": '" + line +
                                               "' has no {} for the name of a class.");
    }
    templates.push_back(line);
  }
  if (templates.empty())
    throw Error(ErrorKind::InvalidInput,
                file.string() + " holds no templates: write one a line, with {} for the name.");
  return templates;
}

at::Tensor ensembled(const at::Tensor& embeddings, std::int64_t templates) {
  return model::normalise(embeddings.to(torch::kFloat)).view({-1, templates, embeddings.size(1)}).mean(1);
}

}  // namespace cloc::training
