// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"

#include <QJsonObject>

namespace ctl {

//! The limits of the workspace, for hosts without their own.
struct Limits
{
    int perHost = 0;
    double rate = 0;
};

QJsonObject toJson(const db::HostRow &row, const Limits &limits);
void printHosts(const std::vector<db::HostRow> &hosts, const Limits &limits);

} // namespace ctl
