/** Rules in which one thing is to be found, and the same rules mended. */
export interface Case {
  readonly name: string;
  readonly rules: string | Readonly<Record<string, string>>;
  /** The text that is marked. */
  readonly marks: string;
  /** Nothing is found in these. */
  readonly mended: string | Readonly<Record<string, string>>;
}

const two = (one: string, other: string) => ({ "rules/a.rules": one, "rules/b.rules": other });

/** By the code that is found. */
export const cases: Readonly<Record<string, readonly Case[]>> = {
  OS3010: [
    {
      name: "two stages that move to each other",
      rules: `on stage "New" in deals < changeStage("Proposal"); >
on stage "Proposal" in deals < changeStage("New"); >`,
      marks: "changeStage",
      mended: `on stage "New" in deals < changeStage("Proposal") once; >
on stage "Proposal" in deals < changeStage("New"); >`,
    },
    {
      name: "three stages in two files, on conditions that hold together",
      rules: two(
        `on stage "New" in deals < changeStage("Proposal") when amount > 100; >
on stage "Wait for payment" in deals < notify("Anna", "Back"); after previous changeStage("New") when not isTest; >`,
        `on stage "Proposal" in deals when (source == "Web form") < changeStage("Wait for payment") when amount < 500; >`,
      ),
      marks: "changeStage",
      mended: two(
        `on stage "New" in deals < changeStage("Proposal") when amount > 500; >
on stage "Wait for payment" in deals < notify("Anna", "Back"); after previous changeStage("New") when not isTest; >`,
        `on stage "Proposal" in deals when (source == "Web form") < changeStage("Wait for payment") when amount < 500; >`,
      ),
    },
    {
      name: "a stage whose rule changes a field that a trigger moves back on",
      rules: `on stage "New" in deals < changeStage("Proposal"); >
on stage "Proposal" in deals < setField(discount, (discount ?? 0) + 1); >
on fieldChanged(discount) in deals move to "New" allow backward`,
      marks: '"New"',
      mended: `on stage "New" in deals < changeStage("Proposal"); >
on stage "Proposal" in deals < setField(discount, (discount ?? 0) + 1); >
on fieldChanged(discount) in deals move to "Won"`,
    },
    {
      name: "a circle in one pipeline of several",
      rules: `on stage "Product delivery" in deals pipeline "Retail" < changeStage("Cart") when pieces > 3; >
on stage "Cart" in deals < changeStage("Product delivery"); >`,
      marks: "changeStage",
      mended: `on stage "Product delivery" in deals pipeline "Retail" < changeStage("Cart") when pieces > 3; >
on stage "Cart" in deals < changeStage("Product delivery") when pieces <= 3; >`,
    },
  ],
  OS3011: [
    {
      name: "stages that remind of each other for days",
      rules: `on stage "Draft" in contractPrep < after 3 days changeStage("Review"); >
on stage "Review" in contractPrep < after 2 days changeStage("Draft"); >`,
      marks: "changeStage",
      mended: `on stage "Draft" in contractPrep < after 3 days changeStage("Review"); >
on stage "Review" in contractPrep < after 2 days changeStage("Draft") once; >`,
    },
    {
      name: "stages that wait for working days, and for a week",
      rules: `on stage "Proposal" in deals < after 2 working days changeStage("Wait for payment"); >
on stage "Wait for payment" in deals < after 1 week changeStage("Proposal"); >`,
      marks: "changeStage",
      mended: `on stage "Proposal" in deals < after 2 working days changeStage("Wait for payment"); >
on stage "Wait for payment" in deals < after 1 week changeStage("Proposal") once; >`,
    },
    {
      name: "stages that wait for a time of day",
      rules: `on stage "Proposal" in deals < at 09:00 changeStage("Wait for payment"); >
on stage "Wait for payment" in deals < at 17:00 changeStage("Proposal"); >`,
      marks: "changeStage",
      mended: `on stage "Proposal" in deals < at 09:00 changeStage("Wait for payment"); >
on stage "Wait for payment" in deals < at 17:00 changeStage("Won"); >`,
    },
    {
      name: "a circle with one pause",
      rules: `on stage "New" in deals < changeStage("Proposal") when not isTest; >
on stage "Proposal" in deals < after 2 hours changeStage("New"); >`,
      marks: "changeStage",
      mended: `on stage "New" in deals < changeStage("Proposal") when not isTest; >
on stage "Proposal" in deals < after 2 hours changeStage("New") when isTest; >`,
    },
  ],
  OS3012: [
    {
      name: "a write that changes nothing the second time",
      rules: `on fieldChanged(responsible) in deals pipeline "Sales" move to "New" allow backward
on stage "New" in deals < changeStage("Proposal"); >
on stage "Proposal" in deals < assign("Max"); >`,
      marks: '"New"',
      mended: `on fieldChanged(responsible) in deals pipeline "Sales" move to "Won"
on stage "New" in deals < changeStage("Proposal"); >
on stage "Proposal" in deals < assign("Max"); >`,
    },
    {
      name: "a condition that is false the second time",
      rules: `on stage "New" in deals < setField(isRepeat, true); after previous changeStage("Proposal") when discount is empty; >
on stage "Proposal" in deals < setField(discount, 5); after previous changeStage("New") when not isTest; >`,
      marks: "changeStage",
      mended: `on stage "New" in deals < setField(isRepeat, true); after previous changeStage("Proposal") when discount is empty; >
on stage "Proposal" in deals < setField(discount, 5); >`,
    },
  ],
  OS3013: [
    {
      name: "a field that counts itself up",
      rules: `on fieldChanged(discount) in deals < setField(discount, (discount ?? 0) + 1); >`,
      marks: "setField",
      mended: `on fieldChanged(discount) in deals < setField(discount, 10); >`,
    },
    {
      name: "two fields that drive each other",
      rules: `on fieldChanged(discount) in deals < setField(pieces, pieces + 1); >
on fieldChanged(pieces) in deals < setField(discount, (discount ?? 0) + 1) when not isTest; >`,
      marks: "setField",
      mended: `on fieldChanged(discount) in deals < setField(pieces, pieces + 1) when isTest; >
on fieldChanged(pieces) in deals < setField(discount, (discount ?? 0) + 1) when not isTest; >`,
    },
    {
      name: "a field that counts on wherever there is something in it",
      rules: `on fieldChanged(paid) in deals < setField(paid, 1 + paid) when paid is set; >`,
      marks: "setField",
      mended: `on fieldChanged(paid) in deals < setField(paid, 1) when paid is set; >`,
    },
    {
      name: "a value that is taken away and put back",
      rules: `on fieldChanged(paid) in deals < clearField(paid) when paid > 5; >
on fieldChanged(paid) in deals < setField(paid, 10) when paid is empty; >`,
      marks: "setField",
      mended: `on fieldChanged(paid) in deals < clearField(paid) when paid > 5; >
on fieldChanged(paid) in deals < setField(paid, 5) when paid is empty; >`,
    },
    {
      name: "a value that goes to and fro",
      rules: `on fieldChanged(priority) in deals <
  setField(priority, "High") when priority == "Low";
  setField(priority, "Low") when priority == "High";
>`,
      marks: "setField",
      mended: `on fieldChanged(priority) in deals <
  setField(priority, "High") when priority == "Low";
  setField(priority, "Normal") when priority == "High" and isTest;
>`,
    },
  ],
  OS3014: [
    {
      name: "limits with nothing between them",
      rules: 'on stage "New" in deals < notify("Anna", "x") when amount > 50000 and amount < 100; >',
      marks: "amount > 50000 and amount < 100",
      mended: 'on stage "New" in deals < notify("Anna", "x") when amount > 50000 or amount < 100; >',
    },
    {
      name: "a header and a condition that exclude each other",
      rules: `on stage "New" in deals when (amount > 1000) <
  notify("Anna", "x");
  notify("Max", "y") when amount * 2 < 500;
>`,
      marks: "amount * 2 < 500",
      mended: `on stage "New" in deals when (amount > 1000) <
  notify("Anna", "x");
  notify("Max", "y") when amount / 2 < 5000;
>`,
    },
    {
      name: "every option excluded",
      rules:
        'on stage "New" in deals < notify("Anna", "x") when priority not in ["Low", "Normal"] and priority != "High"; >',
      marks: 'priority not in ["Low", "Normal"] and priority != "High"',
      mended: 'on stage "New" in deals < notify("Anna", "x") when priority not in ["Low", "Normal"]; >',
    },
    {
      name: "a required field that is to be empty, as a part of an alternative",
      rules: 'on stage "New" in deals < notify("Anna", "x") when isTest or title is empty; >',
      marks: "title is empty",
      mended: 'on stage "New" in deals < notify("Anna", "x") when isTest or source is empty; >',
    },
    {
      name: "a whole number between two neighbours",
      rules: 'on stage "New" in deals < notify("Anna", "x") when pieces > 3 and pieces < 4; >',
      marks: "pieces > 3 and pieces < 4",
      mended: 'on stage "New" in deals < notify("Anna", "x") when pieces > 3 and pieces < 5; >',
    },
    {
      name: "constants and functions",
      rules: `const big = 50000
function net(value: Money) = value * 0.8
on stage "New" in deals < notify("Anna", "x") when amount is set and net(amount) > big and amount < big; >`,
      marks: "amount is set and net(amount) > big and amount < big",
      mended: `const big = 50000
function net(value: Money) = value * 0.8
on stage "New" in deals < notify("Anna", "x") when amount is set and net(amount) < big and amount > big; >`,
    },
    {
      name: "days that cannot be",
      rules:
        'on stage "New" in deals < notify("Anna", "x") when closeDate < today and closeDate - 3 days > today; >',
      marks: "closeDate < today and closeDate - 3 days > today",
      mended:
        'on stage "New" in deals < notify("Anna", "x") when closeDate > today and closeDate - 3 days < today; >',
    },
    {
      name: "a text that cannot be",
      rules:
        'on stage "New" in deals < notify("Anna", "x") when title starts with "A" and title starts with "b"; >',
      marks: 'title starts with "A" and title starts with "b"',
      mended:
        'on stage "New" in deals < notify("Anna", "x") when title starts with "A" and title ends with "b"; >',
    },
    {
      name: "a trigger",
      rules: 'on invoicePaid in deals move to "Won" when amount < 0 and amount > 0',
      marks: "amount < 0 and amount > 0",
      mended: 'on invoicePaid in deals move to "Won" when amount <= 0 or amount > 0',
    },
    {
      name: "a block of the calendar",
      rules: 'every day at 09:00 in deals where (isTest and not isTest) < notify("Anna", "x"); >',
      marks: "isTest and not isTest",
      mended: 'every day at 09:00 in deals where (isTest) < notify("Anna", "x"); >',
    },
    {
      name: "a stage that the block is not for",
      rules: 'on stage "New", "Proposal" in deals < notify("Anna", "x") when stage == "Won"; >',
      marks: 'stage == "Won"',
      mended: 'on stage "New", "Proposal" in deals < notify("Anna", "x") when stage == "New"; >',
    },
    {
      name: "a stage of another pipeline",
      rules:
        'on fieldChanged(amount) in deals < notify("Anna", "x") when pipeline == "Retail" and stage == "Proposal"; >',
      marks: 'pipeline == "Retail" and stage == "Proposal"',
      mended:
        'on fieldChanged(amount) in deals < notify("Anna", "x") when pipeline == "Retail" and stage != "Proposal"; >',
    },
    {
      name: "a time of day over midnight",
      rules:
        'on stage "New" in leads < notify("Anna", "x") when now.time in 20:00..08:00 and now.time in 09:00..19:00; >',
      marks: "now.time in 20:00..08:00 and now.time in 09:00..19:00",
      mended:
        'on stage "New" in leads < notify("Anna", "x") when now.time in 20:00..08:00 and now.time in 07:00..19:00; >',
    },
    {
      name: "a group where it is included",
      rules: `rules remind(limit: Money) in deals < notify("Anna", "x") when amount > limit; >
on stage "New" in deals when (amount < 100) < include remind(500); >`,
      marks: "remind",
      mended: `rules remind(limit: Money) in deals < notify("Anna", "x") when amount > limit; >
on stage "New" in deals when (amount < 100) < include remind(50); >`,
    },
  ],
  OS3015: [
    {
      name: "a required field that is to be set",
      rules: 'on stage "New" in deals < notify("Anna", "x") when title is set; >',
      marks: "title is set",
      mended: 'on stage "New" in deals < notify("Anna", "x"); >',
    },
    {
      name: "what the header has said already",
      rules: 'on stage "New" in deals when (amount > 1000) < notify("Anna", "x") when amount > 500; >',
      marks: "amount > 500",
      mended: 'on stage "New" in deals when (amount > 500) < notify("Anna", "x") when amount > 1000; >',
    },
    {
      name: "alternatives that leave nothing over",
      rules: 'on stage "New" in deals < notify("Anna", "x") when pieces > 5 or pieces < 10; >',
      marks: "pieces > 5 or pieces < 10",
      mended: 'on stage "New" in deals < notify("Anna", "x") when pieces > 5 and pieces < 10; >',
    },
  ],
  OS3016: [
    {
      name: "a rule behind a move",
      rules: `on stage "New" in deals <
  changeStage("Proposal");
  after previous notify("Anna", "Moved");
>`,
      marks: "notify",
      mended: `on stage "New" in deals <
  notify("Anna", "To be moved");
  after previous changeStage("Proposal");
>`,
    },
    {
      name: "a rule behind a move on the same condition",
      rules: `on stage "New" in deals <
  changeStage("Proposal") when amount > 100;
  after previous notify("Anna", "Large") when amount > 500;
>`,
      marks: "notify",
      mended: `on stage "New" in deals <
  changeStage("Proposal") when amount > 500;
  after previous notify("Anna", "Small") when amount < 500;
>`,
    },
    {
      name: "a rule behind a rule that never runs is not told of",
      rules: `on stage "New" in deals <
  setField(discount, 5);
  after previous changeStage("Proposal");
  first: after previous notify("Anna", "Moved");
  after first notify("Max", "Moved");
>`,
      marks: "notify",
      mended: `on stage "New" in deals <
  setField(discount, 5);
  after previous changeStage("Proposal") when discount > 5;
  first: after previous notify("Anna", "Moved");
  after first notify("Max", "Moved");
>`,
    },
    {
      name: "a delay in a stage that is left at once, in another file",
      rules: two(
        'on stage "New" in deals < after 2 days notify("Anna", "Still new"); >',
        'on stage "New", "Proposal" in deals < changeStage("Wait for payment"); >',
      ),
      marks: "notify",
      mended: two(
        'on stage "New" in deals < after 2 days notify("Anna", "Still new"); >',
        'on stage "New", "Proposal" in deals < changeStage("Wait for payment") when amount > 5; >',
      ),
    },
    {
      name: "a result that is used only after a failure",
      rules: `on stage "New" in deals <
  let link = createPaymentLink();
  after link fails sendEmail(link);
>`,
      marks: "sendEmail",
      mended: `on stage "New" in deals <
  let link = createPaymentLink();
  sendEmail(link);
  after link fails sendEmail("Please wait.");
>`,
    },
  ],
  OS3017: [
    {
      name: "two rules of a block",
      rules: `on stage "New" in deals <
  setField(discount, 5);
  setField(discount, 10) when pieces > 10;
>`,
      marks: "setField",
      mended: `on stage "New" in deals <
  setField(discount, 5);
  after previous setField(discount, 10) when pieces > 10;
>`,
    },
    {
      name: "two blocks in two files",
      rules: two(
        'on stage "New" in deals when (source == "Web form") < assign("Anna"); >',
        'on stage "New", "Proposal" in deals < assign("Max") when amount > 1000; >',
      ),
      marks: "assign",
      mended: two(
        'on stage "New" in deals when (source == "Web form") < assign("Anna"); >',
        'on stage "New", "Proposal" in deals < assign("Max") when source != "Web form"; >',
      ),
    },
    {
      name: "two rules at one time of day",
      rules: `on stage "New" in deals <
  at 09:00 setField(discount, 1);
  at 09:00 setField(discount, 2);
>`,
      marks: "setField",
      mended: `on stage "New" in deals <
  at 09:00 setField(discount, 1);
  at 10:00 setField(discount, 2);
>`,
    },
    {
      name: "a value that is taken away and written",
      rules: `on stage "New" in deals <
  clearField(discount);
  setField(discount, 10) when pieces > 10;
>`,
      marks: "setField",
      mended: `on stage "New" in deals <
  clearField(discount) when pieces <= 10;
  setField(discount, 10) when pieces > 10;
>`,
    },
    {
      name: "a creation and the stage that it is created in",
      rules: `on created in deals < setField(priority, "High"); >
on stage "New" in deals < setField(priority, "Low") when pieces == 1; >`,
      marks: "setField",
      mended: `on created in deals < setField(priority, "High") when pieces > 1; >
on stage "New" in deals < setField(priority, "Low") when pieces == 1; >`,
    },
  ],
  OS3018: [
    {
      name: "a message that holds what is being written",
      rules: `on stage "New" in deals <
  setField(discount, 5);
  notify("Anna", "The discount is {discount}");
>`,
      marks: "notify",
      mended: `on stage "New" in deals <
  setField(discount, 5);
  after previous notify("Anna", "The discount is {discount}");
>`,
    },
    {
      name: "a message that holds what is being taken away",
      rules: `on stage "New" in deals <
  clearField(closeDate);
  notify("Max", "Was to close on {closeDate}");
>`,
      marks: "notify",
      mended: `on stage "New" in deals <
  notify("Max", "Was to close on {closeDate}");
  after previous clearField(closeDate);
>`,
    },
    {
      name: "a condition that reads by a function over the item",
      rules: `function has(d: Deal) = d.discount is set and d.discount > 3
on stage "New" in deals <
  setField(discount, 5);
  notify("Max", "x") when has(this);
>`,
      marks: "notify",
      mended: `function has(d: Deal) = d.discount is set and d.discount > 3
on stage "New" in deals <
  setField(discount, 5);
  after previous notify("Max", "x") when has(this);
>`,
    },
    {
      name: "a condition on what is being taken away",
      rules: `on stage "New" in deals <
  clearField(closeDate);
  notify("Max", "x") when closeDate is set;
>`,
      marks: "notify",
      mended: `on stage "New" in deals <
  notify("Max", "x") when closeDate is set;
  after previous clearField(closeDate);
>`,
    },
    {
      name: "a condition on what is being written",
      rules: `on stage "New" in deals <
  notify("Max", "Urgent: {title}") when priority == "High";
  setField(priority, "High") when amount > 1000;
>`,
      marks: "notify",
      mended: `on stage "New" in deals <
  notify("Max", "Urgent: {title}") when priority == "High" or amount > 1000;
  after previous setField(priority, "High") when amount > 1000;
>`,
    },
  ],
  OS3019: [
    {
      name: "one rule written twice",
      rules: `on stage "Won" in deals <
  sendEmail("Thank you, {contact.name}!");
  notify("Anna", "x");
  sendEmail("Thank you, {contact.name}!");
>`,
      marks: "sendEmail",
      mended: `on stage "Won" in deals <
  sendEmail("Thank you, {contact.name}!");
  notify("Anna", "x");
  after 3 days sendEmail("Thank you, {contact.name}!");
>`,
    },
    {
      name: "two calendars that meet each Monday",
      rules: two(
        'every weekday at 09:00 in deals where (pieces > 2) < sendEmail("Please pay."); >',
        'every monday at 09:00 in deals where (pieces > 5) < sendEmail("Please pay."); >',
      ),
      marks: "sendEmail",
      mended: two(
        'every weekday at 09:00 in deals where (pieces > 2) < sendEmail("Please pay."); >',
        'every saturday at 09:00 in deals where (pieces > 5) < sendEmail("Please pay."); >',
      ),
    },
    {
      name: "the moment of a field, twice",
      rules: `on stage "New" in deals when (meetingAt is set) <
  at meetingAt sendEmail("We meet now.");
  at meetingAt sendEmail("We meet now.") when not isTest;
>`,
      marks: "sendEmail",
      mended: `on stage "New" in deals when (meetingAt is set) <
  at meetingAt sendEmail("We meet now.");
  at 2 hours before meetingAt sendEmail("We meet now.") when not isTest;
>`,
    },
    {
      name: "two files, and a group",
      rules: two(
        `rules thank() in deals < sendEmail("Thank you!", subject: "Your order"); >
on stage "Won" in deals < include thank(); >`,
        'on stage "Won", "Lost" in deals < sendEmail(subject: "Your order", message: "Thank you!") when not isTest; >',
      ),
      marks: "sendEmail",
      mended: two(
        `rules thank() in deals < sendEmail("Thank you!", subject: "Your order"); >
on stage "Won" in deals < include thank() when isTest; >`,
        'on stage "Won", "Lost" in deals < sendEmail(subject: "Your order", message: "Thank you!") when not isTest; >',
      ),
    },
  ],
  OS3020: [
    {
      name: "the first stage",
      rules: 'on invoicePaid in deals pipeline "Sales" move to "New"',
      marks: '"New"',
      mended: 'on invoicePaid in deals pipeline "Sales" move to "New" allow backward',
    },
    {
      name: "a condition on stages that lie behind",
      rules: 'on invoicePaid in deals move to "Proposal" when stage == "Wait for payment"',
      marks: '"Proposal"',
      mended: 'on invoicePaid in deals move to "Proposal" when stage == "New"',
    },
    {
      name: "an earlier final stage on a weaker condition",
      rules: `on invoicePaid in deals move to "Won" when amount > 10
on invoicePaid in deals move to "Lost" when amount > 100`,
      marks: '"Lost"',
      mended: `on invoicePaid in deals move to "Won" when amount > 100
on invoicePaid in deals move to "Lost" when amount > 10`,
    },
  ],
  OS3021: [
    {
      name: "the line everything is judged by",
      rules: `on stage "Wait for payment" in deals <
  let link = createPaymentLink();
  after previous sendEmail(link) when amount > 50000;
>`,
      marks: "link",
      mended: `on stage "Wait for payment" in deals <
  let link = createPaymentLink() when amount > 50000;
  after previous sendEmail(link);
>`,
    },
  ],
  OS3023: [
    {
      name: "an argument",
      rules: 'on stage "New" in deals < notify("Ivan", "x"); >',
      marks: '"Ivan"',
      mended: 'on stage "New" in deals < notify("Anna", "x"); >',
    },
    {
      name: "in whose name a trigger moves",
      rules: 'on invoicePaid in deals move to "Won" as "Ivan"',
      marks: '"Ivan"',
      mended: 'on invoicePaid in deals move to "Won" as "Max"',
    },
    {
      name: "a condition",
      rules: 'on stage "New" in deals when (responsible in ["Anna", "Ivan"]) < notify(responsible, "x"); >',
      marks: '"Ivan"',
      mended: 'on stage "New" in deals when (responsible in ["Anna", "Max"]) < notify(responsible, "x"); >',
    },
  ],
  OS3022: [
    {
      name: "a day before a date",
      rules: 'on stage "New" in deals < at 10:00 on closeDate - 1 day notify("Anna", "x"); >',
      marks: "at 10:00 on closeDate - 1 day",
      mended:
        'on stage "New" in deals < at 10:00 on closeDate - 1 day notify("Anna", "x") when closeDate is set; >',
    },
    {
      name: "a moment, where the header asks for something else",
      rules:
        'on stage "New" in deals when (amount > 5) < at 2 hours before meetingAt notify("Anna", "x") when isTest; >',
      marks: "at 2 hours before meetingAt",
      mended:
        'on stage "New" in deals when (amount > 5 and meetingAt is set) < at 2 hours before meetingAt notify("Anna", "x") when isTest; >',
    },
  ],
  OS3025: [
    {
      name: "two moves of a block",
      rules: `on stage "New" in deals <
  changeStage("Proposal") when amount > 5;
  changeStage("Wait for payment") when pieces > 2;
>`,
      marks: "changeStage",
      mended: `on stage "New" in deals <
  changeStage("Proposal") when amount > 5;
  changeStage("Wait for payment") when pieces > 2 and (amount is empty or amount <= 5);
>`,
    },
    {
      name: "two moves in two files",
      rules: two(
        'on stage "New", "Proposal" in deals < at 09:00 changeStage("Wait for payment"); >',
        'on stage "New" in deals < at 09:00 changeStage("Proposal"); >',
      ),
      marks: "changeStage",
      mended: two(
        'on stage "New", "Proposal" in deals < at 09:00 changeStage("Wait for payment"); >',
        'on stage "New" in deals < at 09:00 changeStage("Wait for payment"); >',
      ),
    },
  ],
  OS3024: [
    {
      name: "a field that counts down to nothing",
      rules: `on fieldChanged(discount) in deals < setField(discount, discount - 1) when discount > 0; >`,
      marks: "setField",
      mended: `on fieldChanged(discount) in deals < setField(discount, 0) when discount > 0; >`,
    },
    {
      name: "a field that counts up to a limit",
      rules: `on fieldChanged(pieces) in deals < setField(pieces, pieces + 2) when pieces < 1000; >`,
      marks: "setField",
      mended: `on fieldChanged(pieces) in deals < setField(pieces, 1000) when pieces < 1000; >`,
    },
  ],
};
