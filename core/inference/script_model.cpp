// SPDX-License-Identifier: Apache-2.0
#include "core/inference/script_model.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <sstream>
#include <tuple>
#include <utility>

#include "core/base/error.h"
#include "core/model/positions.h"

namespace cloc::inference {
namespace {

using model::Activation;
using model::ImagePool;
using model::RegionEncoder;

std::string flat(std::string name) {
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

std::string number(double value) {
  std::ostringstream text;
  text.precision(17);
  text << value;
  auto word = text.str();
  if (word.find_first_of(".e") == std::string::npos) word += ".0";
  return word;
}

// Writes the source of the methods. Every size but the number of images, texts and regions is a number in it:
// no shape is read while it runs, so that a graph of it is the same for each input.
class Writer {
 public:
  Writer(model::Cloc& model, torch::jit::Module& module)
      : config_(model->config()), module_(module), vision_(config_.vision), text_(config_.text) {
    for (const auto& item : model->named_parameters()) {
      const auto value = item.value().detach().clone();
      parameters_[item.key()] = value;
      module_.register_parameter(flat(item.key()), value, false);
    }
  }

  void write_all() {
    module_.define(
        "def normalised(self, x: Tensor) -> Tensor:\n"
        "  return x / torch.clamp_min(torch.sqrt(torch.sum(x * x, [-1], True)), 1e-12)\n");
    define("encode_image(self, pixels: Tensor) -> Tuple[Tensor, Tensor]", [&] { image(); });
    define("forward(self, pixels: Tensor) -> Tensor", [&] { line("return self.encode_image(pixels)[0]"); });
    define("encode_text(self, ids: Tensor, lengths: Tensor) -> Tensor", [&] { text(); });
    if (config_.region_encoder == RegionEncoder::Prompter) {
      module_.define("def activated(self, x: Tensor) -> Tensor:\n  return " +
                     activated("x", config_.activation) + "\n");
      define(
          "read_prompts(self, tokens: Tensor, prompts: Tensor, image_index: Tensor, count: float) -> Tensor",
          [&] { prompts(); });
      define("embed_boxes(self, tokens: Tensor, boxes: Tensor, image_index: Tensor) -> Tensor",
             [&] { prompted_boxes(); });
      define("ground(self, tokens: Tensor, texts: Tensor, image_index: Tensor) -> Tensor", [&] { ground(); });
    } else if (config_.region_encoder != RegionEncoder::Crops) {
      define("embed_boxes(self, tokens: Tensor, boxes: Tensor, image_index: Tensor) -> Tensor",
             [&] { aligned_boxes(); });
    }
  }

 private:
  // ---- source ----
  void line(const std::string& code) { body_ += "  " + code + "\n"; }
  void define(const std::string& signature, const std::function<void()>& body) {
    body_.clear();
    body();
    module_.define("def " + signature + ":\n" + body_);
  }
  std::string at(const std::string& name) const {
    if (!parameters_.contains(name))
      throw Error(ErrorKind::Internal, "The model has no parameter " + name + ".");
    return "self." + flat(name);
  }
  std::string buffer(const std::string& name, const at::Tensor& value) {
    module_.register_buffer(name, value.contiguous());
    return "self." + name;
  }
  std::string linear(const std::string& x, const std::string& name) const {
    const auto bias = parameters_.contains(name + ".bias") ? at(name + ".bias") : std::string("None");
    return "torch.linear(" + x + ", " + at(name + ".weight") + ", " + bias + ")";
  }
  std::string norm(const std::string& x, const std::string& name, std::int64_t width, double eps) const {
    return "torch.layer_norm(" + x + ", [" + std::to_string(width) + "], " + at(name + ".weight") + ", " +
           at(name + ".bias") + ", " + number(eps) + ")";
  }
  static std::string activated(const std::string& x, Activation activation) {
    switch (activation) {
      case Activation::QuickGelu:
        return x + " * torch.sigmoid(1.702 * " + x + ")";
      case Activation::TanhGelu:
        return "torch.gelu(" + x + ", approximate=\"tanh\")";
      case Activation::Gelu:
        return "torch.gelu(" + x + ")";
    }
    return x;
  }
  static std::string reshaped(const std::string& x, const std::vector<std::int64_t>& sizes) {
    std::string text;
    for (const auto size : sizes) text += (text.empty() ? "" : ", ") + std::to_string(size);
    return "torch.reshape(" + x + ", [" + text + "])";
  }

  // [., count, heads * head] as [., heads, count, head]
  static std::string by_heads(const std::string& x, std::int64_t count, std::int64_t heads,
                              std::int64_t head) {
    return "torch.permute(" + reshaped(x, {-1, count, heads, head}) + ", [0, 2, 1, 3])";
  }

  // ---- transformer ----
  // `mask`: a buffer that is added to the scores, or empty; rotation: likewise cosine and sine.
  void block(const std::string& name, std::int64_t tokens, std::int64_t width, std::int64_t heads, double eps,
             Activation activation, const std::string& mask,
             const std::pair<std::string, std::string>& rotation) {
    const auto head = width / heads;
    line("h = " + norm("x", name + ".ln_1", width, eps));
    line("qkv = torch.permute(" +
         reshaped("torch.linear(h, " + at(name + ".attn.in_proj_weight") + ", " +
                      at(name + ".attn.in_proj_bias") + ")",
                  {-1, tokens, 3, heads, head}) +
         ", [2, 0, 3, 1, 4])");
    line("q = qkv[0]");
    line("k = qkv[1]");
    if (!rotation.first.empty()) {
      for (const char* part : {"q", "k"}) {
        const std::string p = part;
        line("pairs = " + reshaped(p, {-1, heads, tokens, head / 2, 2}));
        line("turned = " +
             reshaped("torch.cat([-torch.slice(pairs, 4, 1, 2), torch.slice(pairs, 4, 0, 1)], 4)",
                      {-1, heads, tokens, head}));
        line(p + " = " + p + " * " + rotation.first + " + turned * " + rotation.second);
      }
    }
    attend("q", "k", "qkv[2]", head, mask);
    line("a = " + reshaped("torch.permute(a, [0, 2, 1, 3])", {-1, tokens, width}));
    line("x = x + " + linear("a", name + ".attn.out_proj"));
    feed_forward(name, width, eps, activation);
  }
  // a = softmax(q k / sqrt(head)) v over [., heads, tokens, head]
  void attend(const std::string& q, const std::string& k, const std::string& v, std::int64_t head,
              const std::string& mask) {
    line("s = torch.matmul(" + q + " * " + number(1.0 / std::sqrt(static_cast<double>(head))) +
         ", torch.permute(" + k + ", [0, 1, 3, 2]))" + (mask.empty() ? "" : " + " + mask));
    line("a = torch.matmul(torch.softmax(s, -1), " + v + ")");
  }
  void feed_forward(const std::string& name, std::int64_t width, double eps, Activation activation) {
    line("h = " + linear(norm("x", name + ".ln_2", width, eps), name + ".mlp.c_fc"));
    line("h = " + activated("h", activation));
    line("x = x + " + linear("h", name + ".mlp.c_proj"));
  }

  // ---- image ----
  std::int64_t grid_tokens() const { return vision_.grid() * vision_.grid(); }
  std::int64_t before() const { return vision_.has_class_token() ? 1 : 0; }

  void image() {
    const auto width = vision_.width, tokens = grid_tokens() + before(), patch = vision_.patch_size;
    const auto side = std::to_string(patch);
    line("x = torch.conv2d(pixels, " + at("visual.conv1.weight") + ", " +
         (vision_.patch_bias ? at("visual.conv1.bias") : "None") + ", [" + side + ", " + side + "])");
    line("x = torch.permute(" + reshaped("x", {-1, width, grid_tokens()}) + ", [0, 2, 1])");
    if (before() > 0) {
      // In front of the grid a row of zeros, to which the class token is added together with the positions.
      line("x = torch.constant_pad_nd(x, [0, 0, 1, 0], 0.0)");
      auto places = parameter("visual.positional_embedding").clone();
      places[0] += parameter("visual.class_embedding");
      line("x = x + " + buffer("image_places", places));
    } else {
      line("x = x + " + at("visual.positional_embedding"));
    }
    if (vision_.pre_norm) line("x = " + norm("x", "visual.ln_pre", width, vision_.norm_eps));
    std::pair<std::string, std::string> rotation;
    if (vision_.rotary) {
      const auto turned =
          model::rotary_positions(vision_.grid(), vision_.grid(), before(), width / vision_.heads,
                                  vision_.rotary_grid > 0 ? vision_.rotary_grid : vision_.grid(),
                                  vision_.rotary_offset, torch::kFloat);
      rotation = {buffer("rotation_cosine", turned.cosine), buffer("rotation_sine", turned.sine)};
    }
    const bool values = config_.region_encoder == RegionEncoder::ValueRoi;
    for (std::int64_t i = 0; i < vision_.layers; ++i) {
      const auto name = "visual.transformer.resblocks." + std::to_string(i);
      if (values && i + 1 == vision_.layers) value_path(name);
      block(name, tokens, width, vision_.heads, vision_.norm_eps, config_.activation, "", rotation);
    }
    line("n = " + norm("x", "visual.ln_post", width, vision_.norm_eps));
    line("grid = " + (before() > 0 ? std::string("torch.slice(n, 1, 1)") : std::string("n")));
    pool(tokens);
    line("tokens = " + std::string(values ? "self.normalised(dense)" : "grid"));
    line("return (self.normalised(e), tokens)");
  }

  // Each token attends to itself alone in the last layer; what boxes are read in.
  void value_path(const std::string& name) {
    const auto width = vision_.width;
    line("whole = x");
    line("h = " + norm("x", name + ".ln_1", width, vision_.norm_eps));
    line("a = torch.linear(h, torch.slice(" + at(name + ".attn.in_proj_weight") + ", 0, " +
         std::to_string(2 * width) + "), torch.slice(" + at(name + ".attn.in_proj_bias") + ", 0, " +
         std::to_string(2 * width) + "))");
    line("x = x + " + linear("a", name + ".attn.out_proj"));
    feed_forward(name, width, vision_.norm_eps, config_.activation);
    line("dense = torch.slice(" + norm("x", "visual.ln_post", width, vision_.norm_eps) + ", 1, " +
         std::to_string(before()) + ")");
    if (vision_.pool == ImagePool::Probe) {
      const auto third = [&](const char* part) {
        return "torch.slice(" + at(std::string("probe_pool.in_proj_") + part) + ", 0, " +
               std::to_string(2 * width) + ")";
      };
      line("a = torch.linear(dense, " + third("weight") + ", " + third("bias") + ")");
      finish_probe("dense");
    } else if (vision_.pool == ImagePool::Attention) {
      line("a = " + linear("dense", "attn_pool.v_proj"));
      line("dense = " + linear("a", "attn_pool.c_proj"));
    } else {
      line("dense = torch.matmul(dense, " + at("visual.proj") + ")");
    }
    line("x = whole");
  }

  // e, of n (all tokens, normed), x (not normed) and grid
  void pool(std::int64_t tokens) {
    const auto width = vision_.width;
    switch (vision_.pool) {
      case ImagePool::ClassToken:
        line("e = torch.matmul(torch.select(n, 1, 0), " + at("visual.proj") + ")");
        return;
      case ImagePool::Average:
        line(vision_.norm_after_pool
                 ? "e = " + norm("torch.mean(torch.slice(x, 1, " + std::to_string(before()) + "), [1])",
                                 "visual.ln_post", width, vision_.norm_eps)
                 : "e = torch.mean(grid, [1])");
        line("e = torch.matmul(e, " + at("visual.proj") + ")");
        return;
      case ImagePool::Attention: {
        const auto heads = vision_.heads, head = width / heads;
        line("m = torch.mean(grid, [1], True)");
        line("t = torch.cat([m, grid], 1)");
        line("q = " + by_heads(linear("m", "attn_pool.q_proj"), 1, heads, head));
        line("k = " + by_heads(linear("t", "attn_pool.k_proj"), grid_tokens() + 1, heads, head));
        line("v = " + by_heads(linear("t", "attn_pool.v_proj"), grid_tokens() + 1, heads, head));
        attend("q", "k", "v", head, "");
        line("e = " + linear(reshaped("a", {-1, width}), "attn_pool.c_proj"));
        return;
      }
      case ImagePool::Probe: {
        const auto heads = vision_.pool_heads > 0 ? vision_.pool_heads : vision_.heads, head = width / heads;
        const auto seen = vision_.pool_class_token ? tokens : grid_tokens();
        const auto weights = parameter("probe_pool.in_proj_weight").chunk(3),
                   biases = parameter("probe_pool.in_proj_bias").chunk(3);
        const auto query =
            torch::linear(parameter("probe_pool.probe").view({1, width}), weights[0], biases[0]);
        line("q = " + buffer("probe_query", query.view({1, heads, 1, head})));
        const auto split = [&](std::size_t part, const char* name) {
          const auto key = std::string("probe_") + name;
          return by_heads("torch.linear(t, " + buffer(key + "_weight", weights[part]) + ", " +
                              buffer(key + "_bias", biases[part]) + ")",
                          seen, heads, head);
        };
        line("t = " + std::string(vision_.pool_class_token ? "n" : "grid"));
        line("k = " + split(1, "key"));
        line("v = " + split(2, "value"));
        attend("q", "k", "v", head, "");
        line("a = " + reshaped("a", {-1, width}));
        finish_probe("e");
        return;
      }
    }
  }
  void finish_probe(const std::string& to) {
    line("a = " + linear("a", "probe_pool.out_proj"));
    line("h = " + linear(norm("a", "probe_pool.ln", vision_.width, vision_.norm_eps), "probe_pool.mlp.c_fc"));
    line("h = " + activated("h", config_.activation));
    line(to + " = a + " + linear("h", "probe_pool.mlp.c_proj"));
    if (vision_.pool_projection) line(to + " = " + linear(to, "probe_pool.proj"));
  }

  // ---- text ----
  void text() {
    const auto length = text_.context_length;
    const bool last = text_.pool == model::TextPool::LastPlace;
    const auto places = buffer("text_places", torch::arange(length));
    if (last || !text_.causal)
      line("ids = torch.where(" + places + " < torch.unsqueeze(lengths, 1), ids, " +
           std::to_string(text_.pad_id) + ")");
    line("x = torch.embedding(" + at("text.token_embedding.weight") + ", ids) + " +
         at("text.positional_embedding"));
    std::string mask;
    if (text_.causal)
      mask =
          buffer("text_mask", torch::full({length, length}, -std::numeric_limits<float>::infinity()).triu(1));
    for (std::int64_t i = 0; i < text_.layers; ++i)
      block("text.transformer.resblocks." + std::to_string(i), length, text_.width, text_.heads,
            text_.norm_eps, text_.activation.value_or(config_.activation), mask, {});
    if (last) {
      line("x = torch.select(x, 1, " + std::to_string(length - 1) + ")");
    } else {
      // The row of the last token, as a product with ones and zeros.
      line("chosen = torch.eq(" + places + ", torch.unsqueeze(lengths - 1, 1)).type_as(x)");
      line("x = " + reshaped("torch.matmul(torch.unsqueeze(chosen, 1), x)", {-1, text_.width}));
    }
    line("x = torch.matmul(" + norm("x", "text.ln_final", text_.width, text_.norm_eps) + ", " +
         at("text.text_projection") + ")" +
         (text_.projection_bias ? " + " + at("text.text_projection_bias") : std::string()));
    line("return self.normalised(x)");
  }

  // ---- regions ----
  static std::string own(const std::string& x) { return "torch.index_select(" + x + ", 0, image_index)"; }
  static std::string part(const std::string& x, std::int64_t begin, std::int64_t end) {
    return "torch.slice(" + x + ", 2, " + std::to_string(begin) + ", " + std::to_string(end) + ")";
  }

  // q, k and v of `x`, by these names behind `name`.
  void project_prompter(const std::string& x, const std::string& name) {
    const auto width = vision_.width;
    line("p = torch.linear(" + norm(x, "prompter.ln_1", width, kPrompterEps) + ", " +
         at("prompter.attn.in_proj_weight") + ", " + at("prompter.attn.in_proj_bias") + ")");
    line(name + "q = " + part("p", 0, width) + " * " + number(1.0 / std::sqrt(static_cast<double>(width))));
    line(name + "k = " + part("p", width, 2 * width));
    line(name + "v = " + part("p", 2 * width, 3 * width));
  }
  std::string hidden_sum(const std::string& x) const {
    const auto inner = linear(norm(x, "prompter.ln_2", vision_.width, kPrompterEps), "prompter.mlp.c_fc");
    return "torch.sum(self.activated(" + inner + "), [1])";
  }

  // Prompter::embed, before it is normalised; count: prompt tokens, and the image's where they are pooled
  // too.
  void prompts() {
    const auto width = vision_.width, tokens = grid_tokens();
    const bool all = config_.prompt_pool == model::PromptPool::AllTokens;
    const auto places = model::sinusoidal_encoding(
        model::grid_centres(vision_.grid(), vision_.grid(), torch::kFloat), width, vision_.grid());
    const auto out_weight = at("prompter.attn.out_proj.weight");
    line("t = tokens + " + buffer("prompt_places", parameter("prompter.position_gain") * places));
    project_prompter("t", "i");
    project_prompter("prompts", "p");
    line("s = torch.cat([torch.matmul(pq, torch.permute(" + own("ik") +
         ", [0, 2, 1])), torch.matmul(pq, torch.permute(pk, [0, 2, 1]))], 2)");
    line("s = torch.softmax(s, -1)");
    line("a = torch.matmul(" + part("s", 0, tokens) + ", " + own("iv") +
         ") + torch.matmul(torch.slice(s, 2, " + std::to_string(tokens) + "), pv)");
    line("x = prompts + " + linear("a", "prompter.attn.out_proj"));
    line("r = torch.sum(x, [1])");
    line("h = " + hidden_sum("x"));
    if (all) {
      // See core/model/prompter.h: the prompt's keys join the softmax of the image's own.
      line("s = torch.matmul(iq, torch.permute(ik, [0, 2, 1]))");
      line("lse = torch.logsumexp(s, [2], True)");
      line("ov = torch.linear(torch.matmul(torch.softmax(s, -1), iv), " + out_weight + ")");
      line("j = torch.cat([" + own("lse") + ", torch.matmul(" + own("iq") +
           ", torch.permute(pk, [0, 2, 1]))], 2)");
      line("j = torch.softmax(j, -1)");
      line("o = " + own("t") + " + " + at("prompter.attn.out_proj.bias") + " + " + own("ov") + " * " +
           part("j", 0, 1) + " + torch.matmul(torch.slice(j, 2, 1), torch.linear(pv, " + out_weight + "))");
      line("r = r + torch.sum(o, [1])");
      line("h = h + " + hidden_sum("o"));
    }
    line("e = r / count + " + linear("h / count", "prompter.mlp.c_proj"));
    line("return " + linear(norm("e", "prompter.ln_post", width, kPrompterEps), "prompter.proj"));
  }
  std::string count(std::int64_t prompt_tokens) const {
    const bool all = config_.prompt_pool == model::PromptPool::AllTokens;
    return number(static_cast<double>(prompt_tokens + (all ? grid_tokens() : 0)));
  }

  void prompted_boxes() {
    const auto width = vision_.width;
    line("a = torch.unsqueeze(" + reshaped("boxes", {-1, 2, 2}) + ", -1) * " +
         buffer("corner_frequencies", model::sinusoidal_frequencies(width, vision_.grid(), torch::kFloat)));
    line("c = " + reshaped("torch.cat([torch.sin(a), torch.cos(a)], -1)", {-1, 2 * width}));
    line("p = " + reshaped(linear("c", "prompter.box_proj"), {-1, 2, width}) + " + " +
         at("prompter.box_embedding"));
    line("return self.normalised(self.read_prompts(tokens, p, image_index, " + count(2) + "))");
  }

  void ground() {
    line("p = torch.unsqueeze(" +
         linear("self.normalised(texts) * " + number(std::sqrt(static_cast<double>(config_.embed_dim))),
                "prompter.text_proj") +
         ", 1)");
    line("z = self.read_prompts(tokens, p, image_index, " + count(1) + ")");
    line("h = torch.gelu(" + linear("z", "box_head.c_fc") + ")");
    line("return torch.sigmoid(" + linear("h", "box_head.c_proj") + ")");
  }

  // core/model/roi_align.h
  void aligned_boxes() {
    constexpr std::int64_t kSamples = 8;
    const auto grid = vision_.grid();
    const auto cells = number(static_cast<double>(grid)), last = number(static_cast<double>(grid - 1));
    const auto steps =
        buffer("roi_steps", ((torch::arange(kSamples, torch::kFloat) + 0.5) / kSamples).unsqueeze(0));
    const auto places = buffer("roi_cells", torch::arange(grid, torch::kFloat));
    const auto corner = [](int index) {
      return "torch.slice(boxes, 1, " + std::to_string(index) + ", " + std::to_string(index + 1) + ")";
    };
    for (const auto& [name, low, high] : {std::tuple("x", 0, 2), std::tuple("y", 1, 3)}) {
      const std::string axis = name;
      line("p = (" + corner(low) + " + (" + corner(high) + " - " + corner(low) + ") * " + steps + ") * " +
           cells + " - 0.5");
      line("d = torch.abs(torch.unsqueeze(torch.clamp(p, 0.0, " + last + "), 2) - " + places + ")");
      line(axis + " = torch.mean(torch.clamp_min(1.0 - d, 0.0), [1])");
    }
    line("w = " + reshaped("torch.unsqueeze(y, 2) * torch.unsqueeze(x, 1)", {-1, 1, grid_tokens()}));
    const bool projected = config_.region_encoder == RegionEncoder::RoiAlign;
    line("e = " + reshaped("torch.matmul(w, " + own("tokens") + ")",
                           {-1, projected ? vision_.width : config_.embed_dim}));
    if (projected) line("e = " + linear("e", "roi_proj"));
    line("return self.normalised(e)");
  }

  static constexpr double kPrompterEps = 1e-5;

  const at::Tensor& parameter(const std::string& name) const { return parameters_.at(name); }

  const model::ClocConfig config_;
  torch::jit::Module& module_;
  const model::VisionConfig& vision_;
  const model::TextConfig& text_;
  std::map<std::string, at::Tensor> parameters_;
  std::string body_;
};

}  // namespace

torch::jit::Module make_script(model::Cloc& model) {
  const torch::NoGradGuard no_grad;
  const auto& config = model->config();
  torch::jit::Module module("cloc.Model");
  Writer(model, module).write_all();
  const auto list = [](const std::array<double, 3>& values) {
    return c10::List<double>({values[0], values[1], values[2]});
  };
  module.register_attribute("input_size", c10::IntType::get(), config.vision.input_size);
  module.register_attribute("context_length", c10::IntType::get(), config.text.context_length);
  module.register_attribute("image_mean", c10::ListType::ofFloats(), list(config.image_mean));
  module.register_attribute("image_std", c10::ListType::ofFloats(), list(config.image_std));
  module.eval();
  return module;
}

std::vector<std::string> script_methods(const model::ClocConfig& config) {
  std::vector<std::string> names = {"encode_image", "encode_text"};
  if (config.region_encoder != RegionEncoder::Crops) names.emplace_back("embed_boxes");
  if (config.region_encoder == RegionEncoder::Prompter) names.emplace_back("ground");
  return names;
}

}  // namespace cloc::inference
