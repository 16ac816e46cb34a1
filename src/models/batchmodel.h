// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "models/diffmodel.h"
#include "models/roles.h"

#include "db/rows.h"

namespace models {

//! The batches, the newest first. GUI thread.
class BatchModel : public DiffModel<db::BatchRow>
{
    Q_OBJECT

public:
    enum class Column { Created, What, Actor, State, Progress, Succeeded, Failed, Skipped, Waiting, Count };

    explicit BatchModel(QObject *parent = nullptr, core::Clock clock = core::systemClock());

    //! Announces the times relative to now as changed.
    void refreshTimes();

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    QString key(const db::BatchRow &row) const override;
    bool equal(const db::BatchRow &a, const db::BatchRow &b) const override;

private:
    QVariant display(const db::BatchRow &row, Column column) const;
    QVariant raw(const db::BatchRow &row, Column column) const;
    QString toolTip(const db::BatchRow &row, Column column) const;

    core::Clock m_clock;
};

} // namespace models
