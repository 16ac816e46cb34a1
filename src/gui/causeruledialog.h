// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"

#include <QDialog>

class QComboBox;
class QDateTimeEdit;
class QFormLayout;
class QLineEdit;

namespace gui {

//! Asks why, and until when, failures of one cause and fingerprint are ignored or final. Deletes itself when
//! closed.
class CauseRuleDialog : public QDialog
{
    Q_OBJECT

public:
    CauseRuleDialog(const db::CauseRow &cause, db::CauseRule::Action action, QWidget *parent = nullptr);

    db::CauseRule rule() const;

private:
    QString explanation(const db::CauseRow &cause) const;
    void addUntil(QFormLayout *form);
    void addButtons(QFormLayout *form);
    QDateTime until() const;

    db::CauseRule m_rule;
    QLineEdit *m_reason;
    QComboBox *m_length = nullptr;   //!< of Ignore
    QDateTimeEdit *m_date = nullptr; //!< shown when a date is to be chosen
};

} // namespace gui
