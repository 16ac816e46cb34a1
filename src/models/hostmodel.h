// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "models/diffmodel.h"
#include "models/roles.h"

#include "db/rows.h"

namespace models {

//! Whether requests to this host wait: its breaker is not closed, or the host asked for a pause.
bool isHolding(const db::HostRow &gate);
//! Until when; invalid when it does not hold, or nobody knows: a probe is out, or it is held by hand.
QDateTime holdsUntil(const db::HostRow &gate);

//! The gates of all hosts, one row for each host and step. GUI thread.
class HostModel : public DiffModel<db::HostRow>
{
    Q_OBJECT

public:
    enum class Column { Host, Step, State, Until, Reason, Held, Failed, Requests, AtOnce, Rate, Count };

    explicit HostModel(QObject *parent = nullptr, core::Clock clock = core::systemClock());

    //! What holds for hosts without limits of their own: requests in flight, and per second (0 = no limit).
    void setDefaults(int perHost, double rate);
    int defaultPerHost() const { return m_perHost; }
    double defaultRate() const { return m_rate; }

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    QString key(const db::HostRow &row) const override;
    bool equal(const db::HostRow &a, const db::HostRow &b) const override;

private:
    QString display(const db::HostRow &row, Column column) const;
    QVariant raw(const db::HostRow &row, Column column) const;
    QString toolTip(const db::HostRow &row, Column column) const;
    QString untilText(const db::HostRow &row) const;
    QString rateText(const db::HostRow &row) const;

    core::Clock m_clock;
    int m_perHost = 0;
    double m_rate = 0;
};

} // namespace models
