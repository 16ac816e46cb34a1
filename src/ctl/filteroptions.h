// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter.h"

#include <string>

namespace CLI {
class App;
}

namespace ctl {

//! The texts of the FILTER options, before they are checked.
struct FilterOptions
{
    std::string step;
    std::string type;
    std::string cause;
    std::string fingerprint;
    std::string host;
    std::string text;
    std::string source;
    std::string since;
    std::string until;
    int attemptsMin = 0;
    int missingMin = 0;
};

//! All but --step, which means more than a filter where steps are chosen.
void addFilterOptions(CLI::App &command, FilterOptions &options);
void addStepFilter(CLI::App &command, FilterOptions &options);

//! A Usage error that names what is wrong and what there is.
core::Result<core::Filter> toFilter(const FilterOptions &options);
core::Result<core::Step> toStep(const std::string &name);

} // namespace ctl
