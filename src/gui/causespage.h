// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"
#include "gui/page.h"
#include "pipeline/plan.h"

class QLabel;
class QTableView;
class QPushButton;

namespace models {
class CauseModel;
}

namespace gui {

class Desk;

//! Failures grouped by what one fixes once: cause and fingerprint, how many, since when, an example; and what
//! somebody decided about them.
class CausesPage : public Page
{
    Q_OBJECT

public:
    explicit CausesPage(Desk *desk, QWidget *parent = nullptr);

signals:
    //! Show the failures of this group.
    void filterWanted(const core::Filter &filter);
    void retryRequested(const pipeline::PlanRequest &request);

protected:
    void load() override;

private:
    QPushButton *addButton(const char *name, const char *iconName, const QString &text, const QString &hint);
    void makeTable();
    void makeButtons();
    void layOut();
    void take(const std::vector<db::CauseRow> &causes);
    void enableButtons();
    const db::CauseRow *current() const;
    void showSelected();
    void retrySelected();
    void rule(db::CauseRule::Action action);
    void clearRule();
    void showResult(const QString &text);

    Desk *m_desk;
    models::CauseModel *m_model;
    QLabel *m_summary;
    QLabel *m_result;
    QTableView *m_table;
    QPushButton *m_show = nullptr;
    QPushButton *m_retry = nullptr;
    QPushButton *m_ignore = nullptr;
    QPushButton *m_final = nullptr;
    QPushButton *m_clear = nullptr;
};

} // namespace gui
