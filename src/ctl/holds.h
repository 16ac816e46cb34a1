// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"

#include <vector>

//! Why queued work waits: for its host, or for somebody.
namespace ctl {

//! Whether it waits for somebody: "batch_paused", "cause_ignored", "sweep_off". Else for its host.
bool isParked(const QString &reason);
QString waitText(const QString &reason);

//! Those that hold work.
std::vector<db::HostRow> holdingGates(const std::vector<db::HostRow> &gates);
//! Invalid when nobody knows: open until reset, or while a probe is under way.
QDateTime heldUntil(const db::HostRow &gate);
QString heldReason(const db::HostRow &gate);
//! A line for each.
void printHolds(const std::vector<db::HostRow> &holding);

} // namespace ctl
