// SPDX-License-Identifier: Apache-2.0
#include "core/weights/torch_file.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/pickle.h"
#include "core/weights/mapped_tensor.h"
#include "core/weights/zip_directory.h"

namespace cloc::weights {
namespace {

using Kind = PickleValue::Kind;
using Bytes = std::span<const std::uint8_t>;

// What torch.save wrote before it wrote zip files begins with the pickle of this whole number
// (torch/serialization.py, MAGIC_NUMBER 0x1950a86a20f9469cfc6c).
constexpr std::array<std::uint8_t, 15> kLegacyStart = {0x80, 2,    0x8a, 10,   0x6c, 0xfc, 0x9c, 0x46,
                                                       0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.'};
constexpr int kDeepest = 64;  // of containers within each other
// A pickle of a few bytes can name one value many times, at every depth: its tree is then larger than memory.
constexpr std::int64_t kMostVisits = std::int64_t{1} << 23;
constexpr std::size_t kLongestName = 4096, kMostMetadataBytes = 100'000'000;

// torch.FloatStorage and the like.
std::optional<c10::ScalarType> storage_type(std::string_view global) {
  static const std::map<std::string, c10::ScalarType, std::less<>> types = {
      {"FloatStorage", at::kFloat},       {"DoubleStorage", at::kDouble}, {"HalfStorage", at::kHalf},
      {"BFloat16Storage", at::kBFloat16}, {"LongStorage", at::kLong},     {"IntStorage", at::kInt},
      {"ShortStorage", at::kShort},       {"CharStorage", at::kChar},     {"ByteStorage", at::kByte},
      {"BoolStorage", at::kBool}};
  for (const std::string_view module : {"torch ", "torch.cuda "}) {
    if (!global.starts_with(module)) continue;
    const auto found = types.find(global.substr(module.size()));
    if (found != types.end()) return found->second;
  }
  return std::nullopt;
}

bool is_container(std::string_view global) {
  return global == "collections OrderedDict" || global == "torch.nn.modules.container ParameterDict";
}
constexpr std::string_view kRebuildTensor = "torch._utils _rebuild_tensor_v2",
                           kRebuildParameter = "torch._utils _rebuild_parameter";
// Classes of a TorchScript archive, whose values are given as a dict.
bool is_script_class(std::string_view global) {
  return global.starts_with("__torch__.") || global.starts_with("__torch__ ");
}

bool is_allowed(std::string_view global) {
  static const std::set<std::string_view> kHarmless = {"torch Size",
                                                       "torch device",
                                                       "torch.jit._pickle build_intlist",
                                                       "torch.jit._pickle build_tensorlist",
                                                       "torch.jit._pickle build_doublelist",
                                                       "torch.jit._pickle build_boollist",
                                                       "torch.jit._pickle restore_type_tag"};
  return is_container(global) || global == kRebuildTensor || global == kRebuildParameter ||
         is_script_class(global) || storage_type(global) || kHarmless.contains(global);
}

class TorchReader {
 public:
  TorchReader(std::shared_ptr<MappedFile> file, const std::string& name)
      : file_(std::move(file)), bytes_(file_->bytes()), name_(name) {}

  SafeTensors read() {
    if (is_zip(bytes_)) {
      read_zip();
    } else {
      read_legacy();
    }
    if (contents_.tensors.empty()) {
      throw Error(ErrorKind::Mismatch,
                  name_ +
                      " holds no tensors by name. Give a file that torch.save wrote of a "
                      "state_dict or a checkpoint.");
    }
    return std::move(contents_);
  }

 private:
  PickleRules rules() const { return {.allows = is_allowed, .references = true}; }
  static std::string_view text_of(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  void read_zip() {
    const auto members = zip_members(bytes_, name_);
    std::string folder;
    for (const auto& [member, place] : members) {
      if (member == "data.pkl" || member.ends_with("/data.pkl")) folder = member.substr(0, member.size() - 8);
    }
    const auto pickle_at = members.find(folder + "data.pkl");
    if (pickle_at == members.end()) {
      throw Error(ErrorKind::Mismatch, name_ + " is a zip archive without data.pkl: not of torch.save.");
    }
    const auto order = members.find(folder + "byteorder");
    if (order != members.end() && text_of(part(order->second)) != "little") {
      throw Error(ErrorKind::Unsupported,
                  name_ + " was saved on a big-endian machine. Save it again on this one.");
    }
    for (const auto& [member, place] : members) {
      if (member.starts_with(folder + "data/")) storages_[member.substr(folder.size() + 5)] = place;
    }
    const Pickle pickle(text_of(part(pickle_at->second)), name_ + " (data.pkl)", rules());
    collect(pickle.root(), "", 0);
  }

  // magic number, version, machine, the object, the storages' keys; then each storage: its length (8 bytes),
  // its bytes.
  void read_legacy() {
    std::size_t at = kLegacyStart.size();
    const auto next = [&](const PickleRules& rules) {
      Pickle pickle(text_of(bytes_.subspan(at)), name_ + " (from byte " + std::to_string(at) + ")", rules);
      at += pickle.size();
      return pickle;
    };
    next({});
    const auto machine = next({});
    const auto* little = machine.root().find("little_endian");
    if (little != nullptr && little->integer == 0) {
      throw Error(ErrorKind::Unsupported,
                  name_ + " was saved on a big-endian machine. Save it again on this one.");
    }
    const auto object = next(rules());
    const auto keys = next({});
    if (keys.root().kind != Kind::List) corrupt("the list of storages is missing");
    collect_storage_types(object);
    for (const auto* key : keys.root().items) {
      const auto type = key->kind == Kind::Text ? legacy_types_.find(key->text) : legacy_types_.end();
      if (type == legacy_types_.end()) corrupt("a storage that no tensor uses cannot be skipped");
      if (bytes_.size() - at < 8) corrupt("it ends too early");
      std::uint64_t elements = 0;
      for (std::size_t i = 8; i-- > 0;) elements = elements << 8 | bytes_[at + i];
      at += 8;
      const auto width = c10::elementSize(type->second);
      if (elements > (bytes_.size() - at) / width)
        corrupt("storage '" + key->text + "' goes on behind the end");
      storages_[key->text] = {at, elements * width};
      at += elements * width;
    }
    collect(object.root(), "", 0);
  }

  void collect_storage_types(const Pickle& pickle) {
    std::vector<std::pair<const PickleValue*, int>> open = {{&pickle.root(), 0}};
    std::set<const PickleValue*> seen;
    while (!open.empty()) {
      const auto [value, depth] = open.back();
      open.pop_back();
      if (value == nullptr || depth > kDeepest || !seen.insert(value).second) continue;
      if (value->kind == Kind::Reference) {
        if (const auto storage = storage_of(*value)) legacy_types_[storage->key] = storage->type;
        continue;
      }
      for (const auto* item : value->items) open.emplace_back(item, depth + 1);
      for (const auto& [key, item] : value->entries) open.emplace_back(item, depth + 1);
      open.emplace_back(value->state, depth + 1);
    }
  }

  [[noreturn]] void corrupt(const std::string& why) const {
    throw Error(ErrorKind::Corrupt, name_ + " cannot be read as a PyTorch file: " + why + ". Get it again.");
  }
  void check_plain(const ZipMember& member) const {
    if (member.plain) return;
    throw Error(ErrorKind::Unsupported,
                name_ +
                    " is compressed or encrypted. Unpack the archive and zip it without "
                    "compression, or save it again with torch.save.");
  }
  Bytes part(const ZipMember& member) const {
    check_plain(member);
    return bytes_.subspan(static_cast<std::size_t>(member.begin), static_cast<std::size_t>(member.size));
  }

  struct Storage {
    std::string key;
    c10::ScalarType type = at::kFloat;
  };
  // ("storage", torch.FloatStorage, key, "cpu", elements)
  static std::optional<Storage> storage_of(const PickleValue& reference) {
    if (reference.kind != Kind::Reference) return std::nullopt;
    const auto& id = *reference.items[0];
    if (id.kind != Kind::List || id.items.size() < 5 || id.items[0]->kind != Kind::Text ||
        id.items[0]->text != "storage" || id.items[1]->kind != Kind::Global ||
        id.items[2]->kind != Kind::Text) {
      return std::nullopt;
    }
    const auto type = storage_type(id.items[1]->text);
    if (!type) return std::nullopt;
    return Storage{id.items[2]->text, *type};
  }

  std::vector<std::int64_t> integers_of(const PickleValue& value, const std::string& where) const {
    // A tuple, or torch.Size of one.
    const bool is_size = value.kind == Kind::Object && value.items[1]->items.size() == 1;
    const auto& tuple = is_size ? *value.items[1]->items[0] : value;
    std::vector<std::int64_t> numbers;
    bool whole = tuple.kind == Kind::List && tuple.items.size() <= 64;
    for (std::size_t i = 0; whole && i < tuple.items.size(); ++i) {
      whole = tuple.items[i]->kind == Kind::Int && tuple.items[i]->integer >= 0;
      numbers.push_back(tuple.items[i]->integer);
    }
    if (!whole) corrupt("the shape of " + shown_name(where) + " makes no sense");
    return numbers;
  }

  // (storage, offset, size, stride, requires_grad, hooks)
  at::Tensor tensor_of(const PickleValue& arguments, const std::string& where) const {
    const auto& items = arguments.items;
    const auto storage = items.size() >= 4 ? storage_of(*items[0]) : std::nullopt;
    if (!storage || items[1]->kind != Kind::Int || items[1]->integer < 0)
      corrupt("tensor " + shown_name(where) + " has no storage of a known type");
    const auto place = storages_.find(storage->key);
    if (place == storages_.end()) corrupt("the storage of tensor " + shown_name(where) + " is missing");
    check_plain(place->second);
    return mapped_tensor(file_, {.name = where,
                                 .file = name_,
                                 .type = storage->type,
                                 .begin = place->second.begin,
                                 .bytes = place->second.size,
                                 .offset = items[1]->integer,
                                 .shape = integers_of(*items[2], where),
                                 .strides = integers_of(*items[3], where)});
  }

  void collect(const PickleValue& value, const std::string& where, int depth) {
    if (depth > kDeepest) corrupt("its containers are more than " + std::to_string(kDeepest) + " deep");
    if (++visits_ > kMostVisits) corrupt("its containers hold each other too often");
    if (where.size() > kLongestName)
      corrupt("a name has more than " + std::to_string(kLongestName) + " bytes");
    if (value.kind == Kind::Object) {
      const auto& global = value.items[0]->text;
      const auto& arguments = *value.items[1];
      if (global == kRebuildTensor) return add(where, tensor_of(arguments, where));
      if (global == kRebuildParameter && !arguments.items.empty())
        return collect(*arguments.items[0], where, depth + 1);
      if (is_script_class(global) && value.state != nullptr) return collect(*value.state, where, depth + 1);
    }
    for (const auto& [key, item] : value.entries) {
      if (key->kind != Kind::Text && key->kind != Kind::Int) continue;
      std::string name = where.empty() ? "" : where + ".";
      name += key->kind == Kind::Text ? key->text : std::to_string(key->integer);
      collect(*item, name, depth + 1);
    }
    if (value.kind == Kind::List) {
      for (std::size_t i = 0; i < value.items.size(); ++i)
        collect(*value.items[i], where + "." + std::to_string(i), depth + 1);
    }
    if (value.kind == Kind::Text) note(where, value.text);
    if (value.kind == Kind::Int) note(where, std::to_string(value.integer));
    if (value.kind == Kind::Bool) note(where, value.integer != 0 ? "true" : "false");
    if (value.kind == Kind::Float) note(where, std::to_string(value.number));
  }

  void note(const std::string& where, std::string value) {
    if (where.empty()) return;
    metadata_bytes_ += where.size() + value.size();
    if (metadata_bytes_ > kMostMetadataBytes) corrupt("it has more than 100 MB of texts beside its tensors");
    contents_.metadata[where] = std::move(value);
  }

  void add(const std::string& name, at::Tensor tensor) {
    if (contents_.tensors.size() >= 1'000'000) corrupt("it has more than a million tensors");
    if (!contents_.tensors.emplace(name, std::move(tensor)).second)
      corrupt("it has two tensors " + shown_name(name));
  }

  std::shared_ptr<MappedFile> file_;
  const Bytes bytes_;
  const std::string name_;
  std::map<std::string, ZipMember> storages_;            // by key
  std::map<std::string, c10::ScalarType> legacy_types_;  // likewise
  SafeTensors contents_;
  std::int64_t visits_ = 0;
  std::size_t metadata_bytes_ = 0;
};

}  // namespace

bool is_torch_file(Bytes file) {
  return is_zip(file) || (file.size() >= kLegacyStart.size() &&
                          std::equal(kLegacyStart.begin(), kLegacyStart.end(), file.begin()));
}

SafeTensors read_torch_file(const std::shared_ptr<MappedFile>& file, const std::string& name) {
  return TorchReader(file, name).read();
}

}  // namespace cloc::weights
