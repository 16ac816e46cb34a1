// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/filter.h"
#include "db/rows.h"

#include <QWidget>

#include <map>

class QButtonGroup;
class QComboBox;
class QHBoxLayout;
class QLineEdit;
class QTimer;
class QToolButton;

namespace gui {

//! The conditions above the failures: text, time, host, step and cause, and a row of what is missing, with
//! live counts. Conditions without a control of their own (a group of causes, a source) are shown as one
//! token.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(QWidget *parent = nullptr, core::Clock clock = core::systemClock());

    const core::Filter &filter() const { return m_filter; }
    //! Shows and announces this filter.
    void setFilter(const core::Filter &filter);
    void clear() { setFilter({}); }
    //! @param all how many match without a condition on what is missing.
    void setCounts(const db::FailureCounts &counts, qint64 all);
    //! Offers these hosts besides those offered already; the choice is shown when there is one.
    void addHosts(const QStringList &hosts);
    void focusText();

signals:
    void filterChanged(const core::Filter &filter);

private:
    QHBoxLayout *makeConditions();
    void makeTimeAndHost();
    void takeTimeAndHost(core::Filter &filter);
    void showTimeAndHost();
    bool isOwnTime() const; //!< the time is the one chosen here
    QHBoxLayout *makeTypes();
    QToolButton *addType(int id, const QString &text);
    void take(); //!< reads the controls and announces what changed
    void showFilter();
    void fillCauses(const db::FailureCounts &counts);
    QString tokenText() const;

    core::Clock m_clock;
    core::Filter m_filter;
    QLineEdit *m_text;
    QComboBox *m_time;
    QComboBox *m_host;
    QComboBox *m_step;
    QComboBox *m_cause;
    QToolButton *m_token;
    QToolButton *m_clear;
    QButtonGroup *m_types;
    QTimer *m_debounce;
    int m_days = 0;    //!< chosen in m_time; 0 = any time
    QDateTime m_since; //!< what that meant when it was chosen
    std::map<int, QString> m_typeWords;
};

} // namespace gui
