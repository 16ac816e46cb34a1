// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"
#include "pipeline/plan.h"

//! Batches and plans as text for people.
namespace ctl {

//! Letters of a batch's id that are shown; commands take them for it.
inline constexpr int kShownId = 8;

void printBatches(const std::vector<db::BatchRow> &batches);
void printBatch(const db::BatchRow &batch);
void printItems(const std::vector<db::BatchItemRow> &items);
void printAudit(const std::vector<db::AuditRow> &rows);

//! How many steps of how many vehicles, and what is left out with why.
void printPlan(const pipeline::Plan &plan);
//! The same by step, host and cause.
void printShares(const pipeline::Plan &plan);
//! One line on how far a started plan is.
void printProgressOf(const db::BatchRow &batch);

} // namespace ctl
