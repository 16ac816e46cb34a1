// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "models/diffmodel.h"
#include "models/roles.h"

#include "db/rows.h"

namespace models {

//! Who works the queue off, on which machine, and their last signs of life. Whoever gave none for
//! db::WorkerRow::kAliveMs is gone. GUI thread.
class WorkerModel : public DiffModel<db::WorkerRow>
{
    Q_OBJECT

public:
    enum class Column { Machine, Worker, State, Version, Since, LastSign, Running, Count };

    explicit WorkerModel(QObject *parent = nullptr, core::Clock clock = core::systemClock());

    bool isAlive(int row) const { return rowAt(row).isAlive(m_clock()); }
    //! Announces what changes by time alone: a worker is gone when it says nothing more.
    void refreshTimes();

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    QString key(const db::WorkerRow &row) const override { return row.name; }
    bool equal(const db::WorkerRow &a, const db::WorkerRow &b) const override { return a == b; }

private:
    QString display(const db::WorkerRow &row, Column column) const;
    QVariant raw(const db::WorkerRow &row, Column column) const;
    QString toolTip(const db::WorkerRow &row, Column column) const;
    State state(const db::WorkerRow &row) const;

    core::Clock m_clock;
};

} // namespace models
