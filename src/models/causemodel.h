// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "models/diffmodel.h"
#include "models/roles.h"

#include "db/rows.h"

namespace models {

//! Failures grouped by what an operator fixes once. GUI thread.
class CauseModel : public DiffModel<db::CauseRow>
{
    Q_OBJECT

public:
    enum class Column { Cause, Rule, Message, FirstSeen, LastSeen, Today, Week, Vehicles, Count };

    explicit CauseModel(QObject *parent = nullptr, core::Clock clock = core::systemClock());

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    QString key(const db::CauseRow &row) const override;
    bool equal(const db::CauseRow &a, const db::CauseRow &b) const override;

private:
    QVariant display(const db::CauseRow &row, Column column) const;
    QVariant raw(const db::CauseRow &row, Column column) const;
    QString toolTip(const db::CauseRow &row, Column column) const;

    core::Clock m_clock;
};

} // namespace models
