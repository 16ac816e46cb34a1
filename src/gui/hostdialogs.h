// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QSpinBox;

namespace gui {

//! Asks for how long a host is held. Deletes itself when closed.
class HoldHostDialog : public QDialog
{
    Q_OBJECT

public:
    explicit HoldHostDialog(const db::HostRow &host, QWidget *parent = nullptr);

    //! Absent: every step that asks the host.
    std::optional<core::Step> step() const;
    //! Counted from now; invalid: until somebody closes it.
    QDateTime until() const;

private:
    core::Step m_step;
    QComboBox *m_length;
    QCheckBox *m_allSteps;
};

//! Asks for the limits of one host. Deletes itself when closed.
class HostLimitsDialog : public QDialog
{
    Q_OBJECT

public:
    //! @param perHost and @param rate of the workspace, which hold while the host has none of its own.
    HostLimitsDialog(const db::HostRow &host, int perHost, double rate, QWidget *parent = nullptr);

    std::optional<int> perHost() const; //!< absent: the workspace's
    std::optional<double> rate() const; //!< absent: the workspace's; 0: no limit

private:
    QCheckBox *addDefault(const char *name, const QString &text, bool isDefault, QWidget *field);

    QSpinBox *m_perHost;
    QDoubleSpinBox *m_rate;
    QCheckBox *m_defaultPerHost;
    QCheckBox *m_defaultRate;
};

} // namespace gui
