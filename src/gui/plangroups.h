// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/planmodel.h"
#include "pipeline/plan.h"

namespace gui {

class Desk;

//! The plan's items by step, by host and by the cause of the last failure, each under its heading.
std::vector<models::PlanGroup> planGroups(const pipeline::Plan &plan);
//! What the plan leaves out, by reason, the most frequent first.
std::vector<models::ExclusionGroup> exclusionGroups(const pipeline::Plan &plan, const Desk &desk);

} // namespace gui
