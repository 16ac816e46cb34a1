// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"
#include "gui/page.h"

class QLabel;
class QPushButton;
class QTableView;

namespace models {
class HostModel;
}

namespace gui {

class Desk;

//! The gates of all hosts: which let requests through, which hold work, why and until when.
class HostsPage : public Page
{
    Q_OBJECT

public:
    explicit HostsPage(Desk *desk, QWidget *parent = nullptr);

protected:
    void load() override;

private:
    QPushButton *addButton(const char *name, const char *iconName, const QString &text, const QString &hint);
    void makeButtons();
    void layOut();
    void take(const std::vector<db::HostRow> &hosts);
    void askLimits();
    void enableButtons();
    const db::HostRow *current() const;
    void hold();
    void close();
    void probe();
    void changeLimits();

    Desk *m_desk;
    models::HostModel *m_model;
    QLabel *m_summary;
    QTableView *m_table;
    QPushButton *m_hold = nullptr;
    QPushButton *m_close = nullptr;
    QPushButton *m_probe = nullptr;
    QPushButton *m_limits = nullptr;
};

} // namespace gui
