// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dbfixture.h"

#include <QRandomGenerator>

namespace dbtest {

//! What vehicle_scrape_state should hold, counted anew in C++ from vehicles, vehicle_images and
//! image_aliases: "id|failing|expected|stored|missing" for each vehicle, by id. Shares nothing with the
//! triggers.
QStringList freshCount(TestWorkspace &workspace);

//! Random writes to the tables that other programs may write to. The same seed gives the same writes.
class RandomOperations
{
public:
    RandomOperations(TestWorkspace &workspace, quint32 seed) : m_workspace(workspace), m_random(seed) {}

    //! Runs one; returns its SQL.
    QString one();

private:
    QString text(int below) { return QString::number(m_random.bounded(below)); }
    QString vehicle() { return QStringLiteral("v") + text(40); }
    QString url() { return QStringLiteral("u") + text(6); }
    bool chance(int percent) { return m_random.bounded(100) < percent; }
    QString metadata();
    QString vehicleSql();
    QString imageSql();

    TestWorkspace &m_workspace;
    QRandomGenerator m_random;
};

} // namespace dbtest
