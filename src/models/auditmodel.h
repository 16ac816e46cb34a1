// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "models/diffmodel.h"
#include "models/roles.h"

#include "db/rows.h"

namespace models {

//! Who did what to many rows at once, the newest first. GUI thread.
class AuditModel : public DiffModel<db::AuditRow>
{
    Q_OBJECT

public:
    enum class Column { When, Actor, Action, What, Result, Hash, Items, Count };

    explicit AuditModel(QObject *parent = nullptr, core::Clock clock = core::systemClock());

    //! Announces the times relative to now as changed.
    void refreshTimes();

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    QString key(const db::AuditRow &row) const override;
    bool equal(const db::AuditRow &a, const db::AuditRow &b) const override;

private:
    QVariant display(const db::AuditRow &row, Column column) const;
    QVariant raw(const db::AuditRow &row, Column column) const;
    QString toolTip(const db::AuditRow &row, Column column) const;

    core::Clock m_clock;
};

} // namespace models
