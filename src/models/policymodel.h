// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/policytable.h"
#include "core/retrypolicy.h"
#include "models/roles.h"

#include <QAbstractTableModel>

namespace models {

//! The policies of a workspace for editing, one row a cause. What is set is checked at once. GUI thread.
class PolicyModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column {
        Cause,
        Retry,
        Tries,
        Base,
        Factor,
        Cap,
        Jitter,
        UsesAttempt,
        Breaker,
        Changed,
        Count
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setPolicies(const core::PolicyTable &policies);
    const core::PolicyTable &policies() const { return m_policies; }
    //! What holds where a policy says nothing, for display.
    void setDefaults(int tries, const core::Backoff &backoff);
    static core::Cause causeAt(int row) { return static_cast<core::Cause>(row); }
    void reset(int row);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    //! A value was not taken, and why: what is allowed.
    void refused(const QString &message);
    void edited();

private:
    QString display(core::Cause cause, Column column) const;
    QString inherited(core::Cause cause, Column column) const;
    QString editText(core::Cause cause, Column column) const;
    QString toolTip(core::Cause cause, Column column) const;
    bool isChanged(core::Cause cause, Column column) const;

    core::PolicyTable m_policies;
    core::Backoff m_backoff;
    int m_tries = 0;
};

} // namespace models
