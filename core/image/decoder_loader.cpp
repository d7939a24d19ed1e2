// SPDX-License-Identifier: Apache-2.0
#include "core/base/module.h"
#include "core/image/decoder.h"

namespace cloc::image {

std::shared_ptr<const PictureDecoder> load_picture_decoder() {
  using Factory = PictureDecoder*();
  static const std::shared_ptr<const PictureDecoder> decoder(reinterpret_cast<Factory*>(
      load_module_function("libcloc_pictures.so", CLOC_PICTURES_MODULE, "cloc_new_picture_decoder"))());
  return decoder;
}

}  // namespace cloc::image
