// SPDX-License-Identifier: Apache-2.0
#include "core/model/recompute.h"

#include <torch/torch.h>

#include <utility>

#include "core/model/autocast.h"

namespace cloc::model {
namespace {

using Part = std::function<at::Tensor(const at::Tensor&)>;

struct Kept : torch::CustomClassHolder {
  Kept(Part the_part, bool in_autocast) : part(std::move(the_part)), autocast(in_autocast) {}
  Part part;
  bool autocast;  // the backward pass runs outside of it
};

class RecomputeFunction : public torch::autograd::Function<RecomputeFunction> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x,
                            const c10::intrusive_ptr<Kept>& kept) {
    const at::NoGradGuard no_grad;
    context->save_for_backward({x});
    context->saved_data["part"] = c10::IValue::make_capsule(kept);
    return kept->part(x);
  }

  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                               const torch::autograd::tensor_list& outer) {
    const auto kept = c10::static_intrusive_pointer_cast<Kept>(context->saved_data["part"].toCapsule());
    const at::AutoGradMode with_gradient(true);
    const auto x = context->get_saved_variables()[0].detach().requires_grad_(true);
    at::Tensor y;
    {
      const Autocast autocast(kept->autocast);
      y = kept->part(x);
    }
    torch::autograd::backward({y}, {outer[0].to(y.scalar_type())});
    return {x.grad(), at::Tensor()};
  }
};

}  // namespace

at::Tensor recomputed(const Part& part, const at::Tensor& x) {
  if (!torch::GradMode::is_enabled() || !x.requires_grad()) return part(x);
  return RecomputeFunction::apply(x, c10::make_intrusive<Kept>(part, Autocast::active()));
}

}  // namespace cloc::model
