// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dbfixture.h"

#include "db/failurequery.h"

//! Vehicles with gaps, for the tests of lists, filters and counts.
namespace dbtest {

struct Failed
{
    core::Step step;
    const char *cause;
    const char *fingerprint = "f";
    int attempts = 1;
    int second = 0;
    const char *host = "cdn.example.com";
};

void addFailed(TestWorkspace &workspace, const QString &vehicle, const Failed &failed);
//! Vehicles with few different values, so that every sort meets equal ones; every eleventh is complete.
void fill(TestWorkspace &workspace, int vehicles, quint32 seed = 1);
//! Six vehicles that differ in what filters ask for.
void addSix(TestWorkspace &workspace);

std::vector<db::FailureRow> allPages(db::FailureQuery &query, db::FailurePageRequest request);
std::vector<db::FailureRow> matching(TestWorkspace &workspace, const core::Filter &filter);
QStringList idsOf(const std::vector<db::FailureRow> &rows);

} // namespace dbtest
